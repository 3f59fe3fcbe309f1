"""Invariant 9, as far as it holds: what has a state has its words in the database, and moves by one function."""

from __future__ import annotations

from django.apps import apps
from django.db.models import CheckConstraint, Model

from laoyou.core.decisions import MOVES, Decision
from laoyou.infra.decisions import AskedRow


def with_a_state() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("laoyou.") and any(field.name == "state" for field in model._meta.fields)
    ]


def has_words(model: type[Model]) -> bool:
    """Return whether a CHECK names the states."""
    return any(
        isinstance(constraint, CheckConstraint) and "'state__in'" in str(constraint.condition)
        for constraint in model._meta.constraints
    )


def test_every_state_has_its_words_in_the_database() -> None:
    lacking = {model._meta.db_table for model in with_a_state() if not has_words(model)}
    assert lacking == set(), "add a CHECK that lists the states of the rules"


def test_whatever_a_second_person_decides_has_the_same_states() -> None:
    asked = [model for model in with_a_state() if issubclass(model, AskedRow)]
    assert len(asked) >= 10
    assert set(MOVES) == set(Decision)
    assert all(not MOVES[state] for state in Decision if state is not Decision.ASKED)
