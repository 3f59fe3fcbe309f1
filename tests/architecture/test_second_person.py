"""Whatever one person asks for and another decides is in the list of what waits."""

from __future__ import annotations

from django.apps import apps
from django.db.models import CheckConstraint

from laoyou.infra.decisions import AskedRow
from laoyou.platforms.operations import second_person

DECIDES = ("second_person", "two_people", "by_two")


def test_every_table_that_asks_for_a_second_person_is_a_source_of_the_list() -> None:
    asking = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AskedRow)
        or any(
            isinstance(constraint, CheckConstraint) and str(constraint.name).endswith(DECIDES)
            for constraint in model._meta.constraints
        )
    }
    known = {source.table for source in second_person.SOURCES}
    assert asking - known == set(), (
        "say in the package's queries where these wait (WAITING, an infra.waiting.Source), and name the kind and its"
        " page in platforms/operations/second_person.py"
    )


def test_every_kind_has_its_words_and_its_page() -> None:
    kinds = [source.kind for source in second_person.SOURCES]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(second_person.KINDS) == set(second_person._PAGES)
