"""An approved list is worked off home by home, each in a transaction of its own; what fails is tried again."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope, states, work
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.system.billing.deposits import use_cases as deposits
from laoyou.system.billing.deposits.models import Deposit
from laoyou.system.billing.endings.errors import HomeChanged
from laoyou.system.billing.endings.models import Ending, EndingHome, EndingRefund
from laoyou.system.billing.endings.rules.books import lines_of_holding
from laoyou.system.billing.endings.rules.states import TRANSITIONS, HomeState
from laoyou.system.billing.endings.rules.unearned import HomeStanding, Settled, by_channel, settle_home
from laoyou.system.billing.endings.standing import standings_at_the_end
from laoyou.system.billing.endings.use_cases.telling import tell_home
from laoyou.system.billing.former_credit import owned_since
from laoyou.system.billing.standings import hold_bills
from laoyou.system.billing.use_cases.correcting import ask_credit_note, decide_credit_note
from laoyou.system.billing.use_cases.crediting import take_credit, use_credits
from laoyou.system.billing.use_cases.refunding import ask_refund
from laoyou.system.ledger.posting import post_entry
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments.events import RefundFailed
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.places import queries as places

CHUNK = 50
TEXT = mark("Waits for its payer: the mandate has ended")
BROKEN = mark(
    "Something went wrong here and nothing was moved. Try again; if it happens again, tell the administrator."
)
NOT_BACK = mark("The channel could not give %(amount)s back. Try again: it then waits at the desk.")
_CALENDAR = system("billing.endings")
_RIGHTS = frozenset(
    {Right.TAKE_CASH, Right.WRITE_CREDIT_NOTE, Right.APPROVE_EXPENSE, Right.APPROVE_WAIVER, Right.SEE_ESTATE}
)
log = logging.getLogger(__name__)


def carry_ending(*, estate_id: int, ending_id: int, work_id: int, at: datetime) -> None:
    """Settle every home of the approved list that is not done, and tell how far it is; safe to do again."""
    with scope.estate(estate_id):
        begun = work.find(estate_id=estate_id, work_id=work_id)
        if begun.state in ("done", "failed"):
            return
        left = EndingHome.objects.filter(estate_id=estate_id, ending_id=ending_id, ending__state="approved")
        homes = list(left.exclude(state=HomeState.DONE.value).order_by("id").values_list("id", flat=True))
    before = max(begun.total - len(homes), 0)
    done, failed = before, 0
    for start in range(0, len(homes), CHUNK):
        chunk = homes[start : start + CHUNK]
        for row_id in chunk:
            failed += not carry_home(estate_id=estate_id, row_id=row_id, at=at)
        done += len(chunk)
        with scope.estate(estate_id):
            work.advance(begun, done=done, at=at)
    with scope.estate(estate_id):
        work.finish(begun, at=at, homes=len(homes) + before, failed=failed)


def carry_home(*, estate_id: int, row_id: int, at: datetime) -> bool:
    """Settle one home in a transaction of its own, and return whether it is done; a refusal is written down."""
    try:
        with scope.estate(estate_id):
            row = EndingHome.objects.select_for_update(of=("self",)).select_related("ending").get(id=row_id)
            if row.state != HomeState.DONE:
                _settle(row, at=at)
        return True
    except Refusal as refusal:
        with translation.override(settings.LANGUAGE_CODE):
            trouble = gettext(refusal.sentence) % refusal.params
    except Exception as fault:  # whatever it was: the other homes have waited for their turn
        log.error("settling row %s of an ending failed: %s", row_id, type(fault).__name__)
        with translation.override(settings.LANGUAGE_CODE):
            trouble = gettext(BROKEN)
    with scope.estate(estate_id):
        row = EndingHome.objects.select_for_update().get(id=row_id)
        if row.state != HomeState.DONE:
            _move(row, HomeState.FAILED, trouble, at=at)
            _audit("billing.ending_home_failed", row, at=at, reason=trouble)
    return False


def note_failed_refund(event: RefundFailed) -> None:
    """Let the home whose channel could not give back be tried again: what came back is its credit once more."""
    found = EndingRefund.objects.filter(estate_id=event.estate_id, refund_id=event.refund_id).first()
    if found is None:
        return
    row = EndingHome.objects.select_for_update().get(estate_id=event.estate_id, id=found.ending_home_id)
    row.channel_fen -= found.amount_fen
    row.save(update_fields=["channel_fen"])
    with translation.override(settings.LANGUAGE_CODE):
        trouble = gettext(NOT_BACK) % {"amount": f"¥{Money(found.amount_fen)}"}
    _move(row, HomeState.FAILED, trouble, at=event.at)
    _audit("billing.ending_home_failed", row, at=event.at, reason=trouble)


def _settle(row: EndingHome, *, at: datetime) -> None:
    ending = row.ending
    asker = _acting(ending.estate_id, ending.asked_by, ending.asked_by_name)
    approver = _acting(ending.estate_id, ending.decided_by, ending.decided_by_name)
    hold_bills(row.estate_id, row.home_id)
    standing = _standing(row, ending, at=at)
    done_before = row.channel_fen + row.desk_fen + row.kept_fen
    if row.settled_on is not None:
        plan = _rest_of(row, standing, row.back_fen - done_before)
    else:
        _refuse_changed(row, settle_home(standing, keeps=False))
        plan = settle_home(standing, keeps=row.keeps)
    _write_notes(plan, ending, asker=asker, approver=approver, at=at)
    use_credits(
        actor=_CALENDAR,
        estate_id=row.estate_id,
        source=f"ending:{row.id}:{at.isoformat()}",
        at=at,
        home_id=row.home_id,
    )
    if plan.deposits_fen:
        _release_deposits(row, ending, asker=asker, approver=approver, at=at)
    for payment_id, fen in plan.refunds:
        _refund(row, payment_id, fen, ending=ending, asker=asker, approver=approver, at=at)
    if plan.desk_fen:
        _hold(row, plan, at=at)
    row.settled_on = row.settled_on or city_day(at)
    row.channel_fen += plan.channel_fen
    row.desk_fen += plan.desk_fen
    row.former_fen += plan.former_fen
    row.kept_fen += plan.kept_fen
    row.save(update_fields=["channel_fen", "desk_fen", "former_fen", "kept_fen", "settled_on"])
    _move(row, HomeState.DONE, "", at=at)
    _audit("billing.ending_home_done", row, at=at, reason=ending.reason)
    tell_home(row, at=at)


def _acting(estate_id: int, user_id: int | None, name: str) -> Actor:
    """Return the person with what the approved list lets them do, also when their mandate has ended since."""
    return Actor(kind=ActorKind.STAFF, name=name, user_id=user_id, rights={estate_id: _RIGHTS})


def _standing(row: EndingHome, ending: Ending, *, at: datetime) -> HomeStanding:
    mandate = mandates.mandate_for(actor=_CALENDAR, estate_id=row.estate_id, mandate_id=ending.mandate_id)
    found = standings_at_the_end(
        estate_id=row.estate_id,
        ends_before=ending.ends_before,
        ended_before=mandate.ends_before,
        with_deposits=ending.with_deposits,
        at=at,
        home_id=row.home_id,
    )
    return found.get(row.home_id, HomeStanding())


def _refuse_changed(row: EndingHome, now: Settled) -> None:
    if (now.notes_fen, now.deposits_fen, now.back_fen) != (row.notes_fen, row.deposits_fen, row.back_fen):
        raise HomeChanged(before=f"¥{Money(row.back_fen)}", now=f"¥{Money(now.back_fen)}")


def _rest_of(row: EndingHome, standing: HomeStanding, rest_fen: int) -> Settled:
    """Return what is left to give back of what was approved, after a part of it came back from its channel."""
    own_fen = standing.credit_fen - standing.former_fen
    if own_fen < rest_fen:
        raise HomeChanged(before=f"¥{Money(rest_fen)}", now=f"¥{Money(own_fen)}")
    parts, left = by_channel(rest_fen, standing.payments)
    return Settled((), 0, 0, 0, parts, left, 0)


def _write_notes(plan: Settled, ending: Ending, *, asker: Actor, approver: Actor, at: datetime) -> None:
    for bill_id, fen in plan.notes:
        correction_id = ask_credit_note(
            actor=asker,
            estate_id=ending.estate_id,
            bill_id=bill_id,
            amount=Money(fen),
            reason=ending.reason,
            at=at,
        )
        decide_credit_note(actor=approver, estate_id=ending.estate_id, correction_id=correction_id, approve=True, at=at)


def _release_deposits(row: EndingHome, ending: Ending, *, asker: Actor, approver: Actor, at: datetime) -> None:
    since = owned_since(estate_id=row.estate_id, home_id=row.home_id, day=city_day(at))
    held = Deposit.objects.filter(estate_id=row.estate_id, home_id=row.home_id, state="held", taken_on__gte=since)
    for deposit in held.order_by("id"):
        return_id = deposits.ask_settlement(
            actor=asker,
            estate_id=row.estate_id,
            deposit_id=deposit.id,
            kept=Money(0),
            way="credit",
            receiver=deposit.payer_name,
            reason=ending.reason,
            at=at,
        )
        deposits.decide_settlement(actor=approver, estate_id=row.estate_id, return_id=return_id, approve=True, at=at)


def _refund(
    row: EndingHome, payment_id: int, fen: int, *, ending: Ending, asker: Actor, approver: Actor, at: datetime
) -> None:
    refund_id = ask_refund(
        actor=asker,
        estate_id=row.estate_id,
        payment_id=payment_id,
        amount=Money(fen),
        takes_credit=True,
        bill_ids=(),
        reason=ending.reason,
        at=at,
    )
    EndingRefund.objects.create(estate_id=row.estate_id, ending_home=row, refund_id=refund_id, amount_fen=fen)
    refunds.decide_refund(actor=approver, estate_id=row.estate_id, refund_id=refund_id, approve=True, at=at)


def _hold(row: EndingHome, plan: Settled, *, at: datetime) -> None:
    """Take what goes back at the desk out of the credit: from now on no bill can use it."""
    take_credit(estate_id=row.estate_id, used={row.home_id: plan.desk_fen})
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    post_entry(
        estate_id=row.estate_id,
        kind="ending_held",
        source=f"ending:{row.id}:{row.desk_fen}",
        posted_on=city_day(at),
        text=text,
        lines=lines_of_holding(home_id=row.home_id, amount_fen=plan.desk_fen),
        actor=_CALENDAR,
        at=at,
    )


def _move(row: EndingHome, after: HomeState, trouble: str, *, at: datetime) -> None:
    row.trouble = trouble[:300]
    states.move(row, after, TRANSITIONS, actor=_CALENDAR, at=at, reason=trouble, also=["trouble"])


def _audit(action: str, row: EndingHome, *, at: datetime, reason: str) -> None:
    labels = places.home_labels(estate_id=row.estate_id, home_ids=[row.home_id])
    audit.record(
        action,
        actor=_CALENDAR,
        estate_id=row.estate_id,
        at=at,
        subject="home",
        subject_id=row.home_id,
        reason=reason,
        home=labels.get(row.home_id, "–"),
        channel=str(Money(row.channel_fen)),
        desk=str(Money(row.desk_fen)),
        kept=str(Money(row.kept_fen)),
    )
