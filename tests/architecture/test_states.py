"""Invariant 9: what has a state has its table of moves in the rules, its words and its moves in the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Model

from laoyou.core import decisions, work
from laoyou.core.decisions import Decision
from laoyou.infra.decisions import AskedRow
from laoyou.system.billing.arrears.rules import moves as arrears
from laoyou.system.billing.arrears.rules import plans
from laoyou.system.billing.bookings.rules import states as bookings
from laoyou.system.billing.deposits.rules import states as deposits
from laoyou.system.billing.endings.rules import states as endings
from laoyou.system.billing.invoices.rules import states as invoices
from laoyou.system.billing.meters.rules import readings
from laoyou.system.contact.rules import states as contact
from laoyou.system.dispatch.rules import plan_states
from laoyou.system.ledger.budgets.rules import costs
from laoyou.system.ledger.budgets.rules import states as budgets
from laoyou.system.ledger.leases.rules import instalments as leases
from laoyou.system.ledger.rules import expenses
from laoyou.system.mandates.rules import states as mandates
from laoyou.system.payments.reconciliation.rules import states as reconciliation
from laoyou.system.payments.refunds.rules import stages
from laoyou.system.payments.rules import orders, places
from laoyou.system.people.house_ledger.rules import states as house_ledger
from laoyou.system.places.rules import estate_states
from laoyou.system.work.facilities.rules import rounds
from laoyou.system.work.orders.rules import states as work_orders
from laoyou.system.work.requests.rules import states as requests
from laoyou.system.work.surveys.rules import states as surveys
from tests.architecture.test_schema import rows

Moves = Mapping[Any, frozenset[Any]]
STATE_LIKE = {"state", "price_state", "place", "stage", "status", "standing", "phase"}
NO_STATE = {
    ("billing.meter", "place"),
    ("ledger.lease", "place"),
    ("work.workorder", "place"),
    ("work.request", "place"),
    ("work.facility", "place"),
    ("work.finding", "place"),
    ("work.campaignpair", "place"),
}  # where in the estate, in words
MACHINES: dict[tuple[str, str], Moves] = {
    ("infra.work", "state"): work.MOVES,
    ("places.estate", "state"): estate_states.TRANSITIONS,
    ("people.importedsheet", "state"): house_ledger.MOVES,
    ("mandates.mandate", "state"): mandates.TRANSITIONS,
    ("dispatch.dayplan", "state"): plan_states.MOVES,
    ("ledger.expense", "state"): expenses.MOVES,
    ("ledger.budget", "state"): budgets.TRANSITIONS,
    ("ledger.sharedcost", "state"): costs.TRANSITIONS,
    ("payments.order", "state"): orders.MOVES,
    ("payments.payment", "place"): places.MOVES,
    ("payments.refund", "stage"): stages.MOVES,
    ("payments.channelday", "state"): reconciliation.DAY_MOVES,
    ("payments.daydifference", "state"): reconciliation.DIFFERENCE_MOVES,
    ("payments.bankline", "state"): reconciliation.LINE_MOVES,
    ("payments.statement", "state"): reconciliation.STATEMENT_MOVES,
    ("billing.deposit", "state"): deposits.MOVES,
    ("billing.invoice", "state"): invoices.MOVES,
    ("billing.endinghome", "state"): endings.TRANSITIONS,
    ("billing.booking", "state"): bookings.MOVES,
    ("billing.reading", "state"): readings.MOVES,
    ("ledger.lease", "state"): leases.MOVES,
    ("contact.conversation", "state"): contact.MOVES,
    ("work.request", "state"): requests.MOVES,
    ("work.survey", "state"): surveys.SURVEY_MOVES,
    ("work.finding", "state"): surveys.FINDING_MOVES,
    ("work.campaign", "state"): surveys.CAMPAIGN_MOVES,
    ("work.inspectionround", "state"): rounds.MOVES,
    ("work.workorder", "state"): work_orders.MOVES,
    ("work.workorder", "price_state"): work_orders.PRICE_MOVES,
    ("billing.reminderbatch", "state"): arrears.BATCH_TRANSITIONS,
    ("billing.plan", "state"): plans.TRANSITIONS,
    ("billing.writeoff", "state"): arrears.WRITE_OFF_TRANSITIONS,
}


def with_a_state() -> dict[tuple[str, str], type[Model]]:
    return {
        (model._meta.label_lower, field.name): model
        for model in apps.get_models()
        if model.__module__.startswith("laoyou.")
        for field in model._meta.fields
        if field.name in STATE_LIKE and (model._meta.label_lower, field.name) not in NO_STATE
    }


def moves_of(label: str, field: str) -> Moves:
    if field == "state" and issubclass(apps.get_model(label), AskedRow):
        return decisions.MOVES
    return MACHINES[label, field]


def words_in_the_database(model: type[Model], field: str) -> set[str]:
    """Return the states that the table's CHECKs name."""
    said: set[str] = set()
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and f"'{field}" in str(constraint.condition):
            condition = str(constraint.condition)
            for words in re.findall(rf"'{field}__in', [\[(]([^\])]*)[\])]", condition):
                said |= set(re.findall(r"'([a-z_]*)'", words))
            said |= set(re.findall(rf"'{field}', '([a-z_]*)'", condition))
    return said


def test_whatever_has_a_state_has_its_moves_in_the_rules() -> None:
    machines = {key for key, model in with_a_state().items() if not (key[1] == "state" and issubclass(model, AskedRow))}
    assert machines - set(MACHINES) == set(), "give it an enum and a table of moves in its rules, and name them here"
    assert set(MACHINES) - machines == set()


@pytest.mark.parametrize(("label", "field"), sorted(with_a_state()))
def test_its_moves_begin_and_end_in_its_states_and_the_database_knows_their_words(label: str, field: str) -> None:
    moves = moves_of(label, field)
    states = set(type(next(iter(moves))))
    assert all(isinstance(state, StrEnum) for state in states)
    assert set(moves) == states
    assert {after for afters in moves.values() for after in afters} <= states
    said = words_in_the_database(apps.get_model(label), field)
    assert said - {""} == {state.value for state in states} - {""}


@pytest.mark.django_db
def test_the_moves_in_the_database_are_those_of_the_rules() -> None:
    held = {}
    for name, body in rows("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE '%%\\_moves'"):
        found = re.search(r"'\{([^}]*)\}'::text\[\]", body)
        if found:
            held[name] = set(found[1].split(","))
    tables = {
        f"{apps.get_model(label)._meta.db_table}_{field}_moves": {
            f"{before.value}>{after.value}" for before, afters in moves.items() for after in afters if after != before
        }
        for (label, field), moves in MACHINES.items()
    }
    assert len(held) >= 7
    for name, steps in held.items():
        assert steps == tables[name], name


def test_whatever_a_second_person_decides_has_the_same_states() -> None:
    asked = [model for model in apps.get_models() if issubclass(model, AskedRow)]
    assert len(asked) >= 10
    assert set(decisions.MOVES) == set(Decision)
    assert all(not decisions.MOVES[state] for state in Decision if state is not Decision.ASKED)
