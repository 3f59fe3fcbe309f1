"""Faults that somebody could write into the product, by hand: each has a name, and each must be found.

A mutant patches the product where it is used. Most would be seen by no type and no lint; some run into a constraint of
the database, which is a way of being found too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from laoyou.core.money import Money
from laoyou.infra import decisions, events
from laoyou.system.billing.models import Bill
from laoyou.system.billing.rules.allocation import Allocated, OpenBill, Standing, TakenBack, allocate_oldest_first
from laoyou.system.billing.rules.refunds import RefundPlan, plan_refund
from laoyou.system.billing.use_cases import correcting, crediting, giving_back, issuing, paying, refunding, taking_back
from laoyou.system.payments.events import RefundFailed
from laoyou.system.payments.models import ChannelClaim
from laoyou.system.payments.refunds.use_cases import asking as refund_asking
from laoyou.system.payments.refunds.use_cases import settling as refund_settling
from laoyou.system.payments.use_cases import cash, settling

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]
MUTANTS: dict[str, tuple[Mutant, str]] = {}
"""By name: what it changes, and the walk (`walks`) that comes past it."""


def mutant(walk: str) -> Callable[[Mutant], Mutant]:
    def enter(apply: Mutant) -> Mutant:
        MUTANTS[apply.__name__] = (apply, walk)
        return apply

    return enter


def _nothing(*_: object, **__: object) -> None:
    """Do nothing where something was to be done."""


def _says_otherwise(patch: Patch, was: str, becomes: str) -> None:
    assert was in issuing._ISSUE
    patch.setattr(issuing, "_ISSUE", issuing._ISSUE.replace(was, becomes))


# --- bills


@mutant("billed")
def half_a_fen_is_rounded_down(patch: Patch) -> None:
    _says_otherwise(patch, "(2 * charge.due_parts + 100 * %(whole)s::bigint)", "(2 * charge.due_parts)")


@mutant("billed")
def the_full_fee_is_rounded_before_the_waiver(patch: Patch) -> None:
    _says_otherwise(
        patch,
        "(2 * charge.due_parts + 100 * %(whole)s::bigint) / (200 * %(whole)s::bigint)",
        "(((2 * charge.full_parts + %(whole)s::bigint) / (2 * %(whole)s::bigint)) * (100 - charge.waived_percent) + 50)"
        " / 100",
    )


@mutant("billed")
def a_waiver_takes_its_percent_and_one_more(patch: Patch) -> None:
    _says_otherwise(patch, "* (100 - waived)", "* (100 - least(waived + (waived > 0)::int, 100))")


@mutant("billed")
def new_bills_leave_credit_alone(patch: Patch) -> None:
    patch.setattr(issuing, "use_credits", lambda **_: Money(0))


@mutant("billed")
def a_credit_note_may_take_off_more_than_the_bill(patch: Patch) -> None:
    patch.setattr(correcting, "_refuse_too_much", _nothing)


@mutant("billed")
def what_a_credit_note_frees_is_no_credit(patch: Patch) -> None:
    patch.setattr(correcting, "move", lambda **given: crediting.move(**given | {"credits": {}}))


@mutant("billed")
def one_person_is_enough(patch: Patch) -> None:
    real = decisions.decided
    patch.setattr(
        decisions, "decided", lambda state, **given: real(state, **given | {"asked_by": -1 if given["approve"] else 0})
    )


# --- money comes


def _newest_first(*, amount_fen: int, bills: Iterable[OpenBill]) -> Allocated:
    turned = [replace(bill, month=date.fromordinal(10**6 - bill.month.toordinal())) for bill in bills]
    return allocate_oldest_first(amount_fen=amount_fen, bills=turned)


@mutant("comes")
def money_pays_the_newest_bill_first(patch: Patch) -> None:
    patch.setattr(paying, "allocate_oldest_first", _newest_first)


@mutant("comes")
def credit_pays_the_newest_bill_first(patch: Patch) -> None:
    patch.setattr(crediting, "allocate_oldest_first", _newest_first)


@mutant("comes")
def what_is_beyond_the_bills_is_dropped(patch: Patch) -> None:
    patch.setattr(
        paying,
        "allocate_oldest_first",
        lambda **given: replace(allocate_oldest_first(**given), rest_fen=0),
    )


@mutant("comes")
def a_notification_that_comes_twice_settles_twice(patch: Patch) -> None:
    real = settling.settle_here

    def settle_here(arrived: settling.Arrived, **given: Any) -> str:
        if ChannelClaim.objects.filter(channel=arrived.channel, transaction=arrived.transaction).exists():
            arrived = replace(arrived, transaction=f"{arrived.transaction}+")
        return real(arrived, **given)

    patch.setattr(settling, "settle_here", settle_here)


@mutant("comes")
def the_same_transaction_with_another_amount_counts_as_told_already(patch: Patch) -> None:
    real = settling.outcome_of_twin
    patch.setattr(settling, "outcome_of_twin", lambda **given: real(**given | {"same_amount": True}))


@mutant("comes")
def any_amount_pays_the_order(patch: Patch) -> None:
    real = settling.outcome_of
    patch.setattr(settling, "outcome_of", lambda **given: real(**given | {"arrived_fen": given["asked_fen"]}))


@mutant("comes")
def a_paid_order_is_paid_once_more(patch: Patch) -> None:
    real = settling.outcome_of
    patch.setattr(settling, "outcome_of", lambda **given: real(**given | {"state": settling.State.CLOSED}))


@mutant("comes")
def money_comes_in_past_the_books(patch: Patch) -> None:
    patch.setattr(settling, "post_money", lambda payment, **given: given["posted_on"])


@mutant("comes")
def money_that_came_has_no_receipt(patch: Patch) -> None:
    patch.setattr(settling, "_issue_receipt", _nothing)


@mutant("comes")
def a_form_that_is_sent_twice_counts_twice(patch: Patch) -> None:
    real = cash.new_order
    patch.setattr(cash, "_taken_already", lambda *_: None)
    patch.setattr(cash, "new_order", lambda **given: real(**given | {"tail": ""}))


@mutant("comes")
def a_bill_of_another_home_is_taken(patch: Patch) -> None:
    real = paying._lines

    def lines(estate_id: int, home_id: int, bill_ids: Collection[int], tenure: Any) -> Any:
        found = Bill.objects.filter(id__in=bill_ids).values_list("home_id", flat=True).first()
        return real(estate_id, found or home_id, list(bill_ids), tenure)

    patch.setattr(paying, "_lines", lines)


@mutant("comes")
def credit_is_used_and_stays(patch: Patch) -> None:
    patch.setattr(crediting, "take_credit", _nothing)


@mutant("comes")
def whoever_uses_credit_uses_everybodys(patch: Patch) -> None:
    real = crediting.use_credits
    patch.setattr(crediting, "use_credits", lambda **given: real(**given | {"home_id": None}))


# --- money goes


@mutant("goes")
def a_refund_goes_without_its_entry(patch: Patch) -> None:
    real = refund_settling.post_refund

    def post_refund(row: Any, kind: str, *rest: Any, **given: Any) -> None:
        if kind != "refund":
            real(row, kind, *rest, **given)

    patch.setattr(refund_settling, "post_refund", post_refund)


@mutant("goes")
def a_refund_that_failed_is_not_the_homes_again(patch: Patch) -> None:
    patch.setitem(events._in_transaction, RefundFailed, [])


@mutant("goes")
def a_refund_may_be_more_than_was_paid(patch: Patch) -> None:
    patch.setattr(refund_asking, "_refuse_impossible", _nothing)


def _of_anybody(*, bills: Iterable[Standing], **given: Any) -> RefundPlan:
    return plan_refund(bills=[replace(bill, own_fen=bill.paid_fen) for bill in bills], **given)


@mutant("goes")
def a_refund_takes_what_other_payments_paid(patch: Patch) -> None:
    patch.setattr(refunding, "plan_refund", _of_anybody)


@mutant("goes")
def a_refund_leaves_credit_and_opens_bills_instead(patch: Patch) -> None:
    patch.setattr(refunding, "plan_refund", lambda **given: plan_refund(**given | {"takes_credit": False}))


@mutant("goes")
def cash_that_never_was_stays_on_its_bills(patch: Patch) -> None:
    patch.setattr(taking_back, "take_back", lambda **_: TakenBack((), (), 0))


@mutant("goes")
def more_credit_is_given_back_than_there_is(patch: Patch) -> None:
    patch.setattr(giving_back, "_refuse_too_much", _nothing)


@mutant("goes")
def credit_is_given_back_past_the_books(patch: Patch) -> None:
    patch.setattr(giving_back, "post_entry", _nothing)
