"""Ways through the machine that are written down: short enough for every run of the tests, and past every mutant.

Chance finds the same, in minutes (`make faults`); a walk says which steps it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.billing.account.machine import HouseholdAccount

Step = tuple[str, dict[str, Any]]


def step(name: str, **given: Any) -> Step:
    return name, given


FIRST, SECOND = 0, 1
"""The two homes. Each has two bills a month: places 0 and 1 are those of July, 2 and 3 of August; 4 is as 0 again."""

BILLED: tuple[Step, ...] = (
    step("waives", which=FIRST, percent=1, first=10),
    step("pays_cash", which=SECOND, places={0, 1, 2, 3}, fen=40_000, twice=False),
    step("bills_a_month"),
    step("issues_a_month_again", which=0),
    step("writes_a_credit_note", which=0, fen=100),
    step("writes_a_credit_note", which=0, fen=12_000),
    step("pays_cash", which=FIRST, places={1}, fen=5000, twice=False),
    *(step("writes_a_credit_note", which=which, fen=500) for which in range(4)),
    step("bills_a_month"),
)
COMES: tuple[Step, ...] = (
    step("pays_cash", which=FIRST, places={0, 1, 2}, fen=2000, twice=True),
    step("pays_cash", which=SECOND, places={0}, fen=4800, twice=False),
    step("pays_cash", which=FIRST, places={1}, fen=9000, twice=False),
    step("uses_credit", which=SECOND),
    step("uses_credit", which=FIRST),
    step("pays_what_is_anothers", which=FIRST, is_neighbours=False),
    step("pays_what_is_anothers", which=FIRST, is_neighbours=True),
    step("opens_an_order", which=SECOND, places={3}),
    step("money_arrives", which=0, is_wrong=0, fen=77),
    step("money_arrives", which=0, is_wrong=1, fen=1),
    step("money_arrives", which=0, is_wrong=1, fen=1),
    step("the_channel_tells_it_again", which=1, more=0),
    step("the_channel_tells_it_again", which=1, more=1),
    step("bills_a_month"),
)
GOES: tuple[Step, ...] = (
    step("pays_cash", which=SECOND, places={1}, fen=1300, twice=False),
    step("pays_by_phone", which=SECOND, places={1, 2}),
    step("gives_a_payment_back", which=0, fen=4900, takes_credit=False, places={1}),
    step("gives_a_payment_back", which=0, fen=700, takes_credit=False, places={1}),
    step("the_channel_says_what_became_of_it", which=0, is_done=False, times=2),
    step("pays_by_phone", which=FIRST, places={0, 1}),
    step("pays_cash", which=FIRST, places={2}, fen=12_000, twice=False),
    step("gives_a_payment_back", which=1, fen=500, takes_credit=True, places={0}),
    step("gives_a_payment_back", which=1, fen=12_000, takes_credit=True, places={0}),
    step("the_channel_says_what_became_of_it", which=1, is_done=True, times=2),
    step("gives_credit_back", which=FIRST, fen=60),
    step("gives_credit_back", which=FIRST, fen=12_000),
    step("takes_cash_back", which=0),
    step("takes_cash_back", which=0),
)
WALKS: dict[str, Sequence[Step]] = {"billed": BILLED, "comes": COMES, "goes": GOES}


def take(walk: Sequence[Step]) -> None:
    """Take the steps, and hold product and paper against each other after each of them."""
    machine = HouseholdAccount()
    try:
        machine.opens()
        for name, given in walk:
            getattr(machine, name)(**given)
            machine.product_and_paper_agree()
        machine.proves()
    finally:
        machine.teardown()
