"""Money that fits no order waits in suspense until two people agree whose it is: one says it, another confirms.

Always two, whatever the amount: a wrong assignment pays somebody's bills with somebody else's money.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.jobs import app
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.errors import AssignmentWaits, NotGivenBack, NotInSuspense, ReasonMissing, WasGivenBack
from laoyou.system.payments.models import Assignment, Payment, Refund
from laoyou.system.payments.refunds.errors import RefundUnderWay, RefundWaits
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.settling import Outcome
from laoyou.system.payments.use_cases.moves import move_money
from laoyou.system.payments.use_cases.settling import CENTRE, become_the_homes, post_money
from laoyou.system.places import queries as places

TO_HOME, TO_PAYER = "home", "payer"


def ask_assignment(
    *, actor: Actor, held_in: int, payment_id: int, estate_id: int, home_id: int, reason: str, at: datetime
) -> int:
    """Say which home money in suspense belongs to and how one knows, and return the request's id.

    `held_in` is the estate whose books hold it, 0 the centre's own. Nothing moves before a second person confirms.
    Raises: NotFound; ReasonMissing; NotInSuspense; WasGivenBack; AssignmentWaits.
    """
    actor.require(Right.CLOSE_MONTH, estate_id)
    if held_in not in (estate_id, CENTRE):
        raise NotFound
    with scope.estate(estate_id):
        label = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id).label
    with scope.estate(held_in):
        payment = _in_suspense(held_in, payment_id)
        if payment.trouble == Outcome.REFUNDED:
            raise WasGivenBack
        return _ask(
            payment,
            action="payments.assignment_asked",
            actor=actor,
            reason=reason,
            at=at,
            destination=TO_HOME,
            to_estate_id=estate_id,
            to_home_id=home_id,
            to_label=label[:60],
        )


def ask_return(*, actor: Actor, held_in: int, payment_id: int, reason: str, at: datetime) -> int:
    """Say that the channel has given the money back, as its own page shows, and return the request's id.

    Raises: NotFound; ReasonMissing; NotInSuspense; NotGivenBack where the channel said no such thing; AssignmentWaits.
    """
    require_finance(actor, held_in)
    with scope.estate(held_in):
        payment = _in_suspense(held_in, payment_id)
        if payment.trouble != Outcome.REFUNDED:
            raise NotGivenBack
        return _ask(
            payment,
            action="payments.return_asked",
            actor=actor,
            reason=reason,
            at=at,
            destination=TO_PAYER,
            to_label="",
        )


def decide_assignment(
    *, actor: Actor, held_in: int, assignment_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Confirm or refuse, as a second person, where money in suspense goes; who asked may take the request back.

    To confirm needs the right in the estate that gets the money. The centre's own money may be refused by whoever may
    close books anywhere: it could be theirs as well. It leaves the centre's books here and reaches the estate's by a
    job, since one transaction touches one estate (R4).
    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; NotInSuspense.
    """
    with scope.estate(held_in):
        row = Assignment.objects.select_for_update().filter(estate_id=held_in, id=assignment_id).first()
        if row is None:
            raise NotFound
        if approve and row.to_estate_id is not None:
            actor.require(Right.CLOSE_MONTH, row.to_estate_id)
        else:
            require_finance(actor, held_in)
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        payment = _in_suspense(held_in, row.payment_id)
        if after is Decision.APPROVED:
            _carry_out(row, payment, actor=actor, at=at)
        audit.record(
            f"payments.assignment_{after.value}",
            actor=actor,
            estate_id=held_in,
            at=at,
            subject="payments.payment",
            subject_id=payment.id,
            reason=row.decision_reason,
            amount=f"¥{Money(payment.amount_fen)}",
            home=row.to_label or "–",
        )
        return after


def require_finance(actor: Actor, held_in: int) -> None:
    """Raises: NotFound, NotAllowed, unless the actor may close the books there; of the centre's money, any books."""
    if held_in != CENTRE or not actor.may_somewhere(Right.CLOSE_MONTH):
        actor.require(Right.CLOSE_MONTH, held_in)


def _in_suspense(held_in: int, payment_id: int) -> Payment:
    payment = Payment.objects.select_for_update().filter(estate_id=held_in, id=payment_id).first()
    if payment is None:
        raise NotFound
    if payment.place != Place.SUSPENSE:
        raise NotInSuspense
    return payment


def _ask(payment: Payment, *, action: str, actor: Actor, reason: str, at: datetime, **columns: object) -> int:
    if not reason.strip():
        raise ReasonMissing
    of_payment = {"estate_id": payment.estate_id, "payment_id": payment.id}
    if Assignment.objects.filter(**of_payment, state=Decision.ASKED.value).exists():
        raise AssignmentWaits
    if Refund.objects.filter(**of_payment, state=Decision.ASKED.value).exists():
        raise RefundWaits
    if Refund.objects.filter(**of_payment, stage__in=[stage.value for stage in UNDER_WAY]).exists():
        raise RefundUnderWay
    row = Assignment.objects.create(
        estate_id=payment.estate_id,
        payment=payment,
        **decisions.asked_now(actor=actor, reason=reason, at=at),
        **columns,
    )
    audit.record(
        action,
        actor=actor,
        estate_id=payment.estate_id,
        at=at,
        subject="payments.payment",
        subject_id=payment.id,
        reason=row.reason,
        amount=f"¥{Money(payment.amount_fen)}",
        home=row.to_label or "–",
    )
    return int(row.id)


def _carry_out(row: Assignment, payment: Payment, *, actor: Actor, at: datetime) -> None:
    if row.destination == TO_PAYER:
        move_money(payment, Place.RETURNED, reason=row.reason, actor=actor, at=at)
        _post(payment, "suspense_returned", Account.MONEY, mark("Given back by the channel"), actor=actor, at=at)
    elif payment.estate_id == CENTRE:
        move_money(payment, Place.MOVED, reason=row.reason, actor=actor, at=at)
        text = mark("From the suspense of the centre to an estate")
        _post(payment, "suspense_moved", Account.MONEY, text, actor=actor, at=at)
        app.configure_task("payments.take_over", lock=f"payments.take_over:{row.id}").defer(assignment_id=row.id)
    else:
        payment.home_id = row.to_home_id
        move_money(payment, Place.APPLIED, reason=row.reason, actor=actor, at=at, also=["home_id"])
        text = mark("From suspense to the credit of a home")
        booked_on = _post(payment, "suspense_assigned", Account.PAYER_CREDIT, text, actor=actor, at=at)
        become_the_homes(payment, booked_on=booked_on, at=at, for_its_order=False)


def _post(payment: Payment, kind: str, credit: Account, text: str, *, actor: Actor, at: datetime) -> date:
    with translation.override(settings.LANGUAGE_CODE):
        shown = gettext(text)
    return post_money(
        payment,
        kind=kind,
        debit=Account.SUSPENSE,
        credit=credit,
        posted_on=city_day(at),
        text=shown,
        actor=actor,
        at=at,
    )
