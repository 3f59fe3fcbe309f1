"""The product against a household's account on paper, and hand-made faults that this must find.

A short form runs with all tests; `make faults` tries for long.
"""

from __future__ import annotations

import os

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.billing.account.machine import HouseholdAccount
from tests.billing.account.mutants import MUTANTS
from tests.billing.account.walks import WALKS, take

IS_LONG = "LAOYOU_PAYERS" in os.environ
USUAL = settings(
    deadline=None,
    database=None,
    derandomize=not IS_LONG,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
TRIED = settings(USUAL, max_examples=300 if IS_LONG else 8, stateful_step_count=40 if IS_LONG else 20)
HUNTED = settings(USUAL, max_examples=400, stateful_step_count=25, phases=[Phase.generate])
CONSTRAINTS = (AssertionError, IntegrityError, ValueError)
"""What shows a fault: a difference, a guard of the database, or one in the product itself."""
SHOWN = list(MUTANTS) if IS_LONG else list(MUTANTS)[::2]  # with all tests every other one: `make faults` takes all
every_mutant = pytest.mark.parametrize("name", SHOWN)


@pytest.mark.django_db
def test_the_product_keeps_the_account_as_paper_would(ready_channels: None) -> None:
    run_state_machine_as_test(HouseholdAccount, settings=TRIED)


@pytest.mark.django_db
@pytest.mark.parametrize("walk", WALKS)
def test_walks_to_the_end_without_a_fault(walk: str, ready_channels: None) -> None:
    take(WALKS[walk])


def test_there_are_at_least_ten_mutants() -> None:
    assert len(SHOWN) >= 10


@pytest.mark.django_db
@every_mutant
def test_a_walk_finds(name: str, ready_channels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    change, walk = MUTANTS[name]
    change(monkeypatch)
    with pytest.raises(CONSTRAINTS):
        take(WALKS[walk])


@pytest.mark.skipif(not IS_LONG, reason="by chance alone it takes minutes: `make faults` does it")
@pytest.mark.django_db
@every_mutant
def test_chance_finds(name: str, ready_channels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTANTS[name][0](monkeypatch)
    with pytest.raises(CONSTRAINTS):
        run_state_machine_as_test(HouseholdAccount, settings=HUNTED)
