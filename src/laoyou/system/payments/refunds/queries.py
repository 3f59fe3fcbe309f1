"""Refunds as their readers see them: the list of the desk, those of a payment, what a receipt and a statement say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Sum, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.payments.models import Receipt, Refund
from laoyou.system.payments.refunds.rules.stages import HOLDING, UNDER_WAY, Stage
from laoyou.system.places import queries as places

CENTRE = 0
STANDINGS = (
    *(Decision.ASKED.value, "under_way", Stage.REFUNDED.value, Stage.ABNORMAL.value, Stage.FAILED.value),
    *(Decision.REFUSED.value, Decision.WITHDRAWN.value),
)
"""What a list of refunds can be narrowed to."""


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money that somebody wants to give back, and how that stands. `may_give_up`: this reader may stop it still."""

    asked: Asked
    id: int
    estate_id: int
    payment_id: int
    home_id: int | None
    home_label: str
    amount: Money
    channel: str
    number: str
    stage: str
    trouble: str
    given_up: str
    from_place: str
    takes_credit: bool
    reopens: tuple[int, ...]
    made_outside: bool
    tries: int
    refunded_at: datetime | None
    receipt_number: str
    may_give_up: bool

    @property
    def standing(self) -> str:
        """Return one word for both: how it stands at the channel, or before that what was decided."""
        return self.stage or self.asked.state.value


@dataclass(frozen=True, slots=True)
class RefundsFilter:
    """What a list of refunds is narrowed to; empty means all. `search` looks at home, receipt, order and numbers."""

    standing: str = ""
    estate_id: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class RefundOnReceipt:
    """A part of a payment that went back, or is on its way; `on` is the day it went."""

    amount: Money
    on: date | None

    @property
    def is_done(self) -> bool:
        return self.on is not None


@dataclass(frozen=True, slots=True)
class HomeRefund:
    """What a refund took out of a home's account: since `on`, and again in it since `failed_on`."""

    payment_id: int
    amount: Money
    on: date
    failed_on: date | None


def refunds_for(
    *, actor: Actor, wanted: RefundsFilter | None = None, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[RefundView]:
    """Return one page of the refunds of the actor's estates: those that wait for a decision first, then the newest."""
    found = _narrowed(_visible(actor), wanted or RefundsFilter(), actor)
    waiting_first = Case(When(state="asked", then=Value(0)), default=Value(1), output_field=IntegerField())
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(list(rows), actor), number=page, size=size, total=found.count())


def refunds_of_payment(*, actor: Actor, estate_id: int, payment_id: int) -> list[RefundView]:
    """Return the refunds of a payment, the newest first, for staff."""
    found = _visible(actor).filter(estate_id=estate_id, payment_id=payment_id)
    return _views(list(found.order_by("-id")), actor)


def refunds_on_receipts(*, estate_id: int, payment_ids: Iterable[int]) -> dict[int, tuple[RefundOnReceipt, ...]]:
    """Return what went back or is on its way of each of these payments, the oldest first, to whoever reads them."""
    found = Refund.objects.filter(
        estate_id=estate_id, payment_id__in=list(payment_ids), stage__in=[stage.value for stage in HOLDING]
    )
    said: dict[int, tuple[RefundOnReceipt, ...]] = {}
    for payment_id, fen, day in found.order_by("id").values_list("payment_id", "amount_fen", "refunded_on"):
        said[payment_id] = (*said.get(payment_id, ()), RefundOnReceipt(Money(fen), day))
    return said


def refunds_of_home(*, estate_id: int, home_id: int) -> list[HomeRefund]:
    """Return what refunds took out of a home's account, for those who have checked the right.

    What went back while the payment was in suspense never was the home's: it counts on the payment's own day.
    """
    found = Refund.objects.filter(estate_id=estate_id, state=Decision.APPROVED.value).filter(
        Q(home_id=home_id) | Q(from_place="suspense", payment__home_id=home_id, payment__place="applied")
    )
    return [
        HomeRefund(
            payment_id=row.payment_id,
            amount=Money(row.amount_fen),
            on=(row.held_on or row.asked_at.date()) if row.home_id is not None else row.payment.paid_on,
            failed_on=row.failed_on if row.home_id is not None or row.failed_on is None else row.payment.paid_on,
        )
        for row in found.select_related("payment").order_by("held_on", "id")
    ]


def refunds_under_way_sum(*, estate_id: int) -> Money:
    """Return what is held in the estate's books for refunds that came out of homes' accounts."""
    held = Refund.objects.filter(
        estate_id=estate_id, from_place="applied", stage__in=[stage.value for stage in UNDER_WAY]
    )
    return Money(int(held.aggregate(sum=Sum("amount_fen"))["sum"] or 0))


def _visible(actor: Actor) -> QuerySet[Refund]:
    if actor.kind is ActorKind.SYSTEM or Right.TAKE_CASH in actor.everywhere:
        return Refund.objects.all()
    mine = Q(estate_id__in=actor.estates_with(Right.TAKE_CASH))
    if actor.may_somewhere(Right.CLOSE_MONTH):
        mine |= Q(estate_id=CENTRE)
    return Refund.objects.filter(mine)


def _narrowed(found: QuerySet[Refund], wanted: RefundsFilter, actor: Actor) -> QuerySet[Refund]:
    if wanted.standing == "under_way":
        found = found.filter(stage__in=[Stage.READY.value, Stage.SENT.value])
    elif wanted.standing in list(Decision):
        found = found.filter(state=wanted.standing)
    elif wanted.standing:
        found = found.filter(stage=wanted.standing)
    if wanted.estate_id is not None:
        found = found.filter(estate_id=wanted.estate_id)
    if text := wanted.search.strip():
        receipts = Receipt.objects.filter(number=text).values("payment_id")
        fits = Q(number=text.upper()) | Q(order_number=text.upper()) | Q(transaction=text)
        fits |= Q(payment_id__in=receipts)
        for estate_id in {wanted.estate_id or 0} - {0} or set(actor.estates_with(Right.TAKE_CASH)):
            homes = places.homes_for(actor=actor, estate_id=estate_id, search=text, size=200).rows
            fits |= Q(estate_id=estate_id, home_id__in=[home.id for home in homes])
        found = found.filter(fits)
    return found


def _views(rows: list[Refund], actor: Actor) -> list[RefundView]:
    labels: dict[int, str] = {}
    for estate_id in {row.estate_id for row in rows}:
        homes = [row.home_id for row in rows if row.estate_id == estate_id and row.home_id is not None]
        labels |= places.home_labels(estate_id=estate_id, home_ids=homes)
    receipts = dict(
        Receipt.objects.filter(
            estate_id__in={row.estate_id for row in rows}, payment_id__in=[row.payment_id for row in rows]
        ).values_list("payment_id", "number")
    )
    return [_view(row, actor, labels.get(row.home_id or 0, ""), receipts.get(row.payment_id, "")) for row in rows]


def _view(row: Refund, actor: Actor, label: str, receipt_number: str) -> RefundView:
    if row.from_place == "applied" and row.estate_id != CENTRE:
        may_decide = actor.may(Right.APPROVE_EXPENSE, row.estate_id)
    else:
        may_decide = actor.may(Right.CLOSE_MONTH, row.estate_id) or (
            row.estate_id == CENTRE and actor.may_somewhere(Right.CLOSE_MONTH)
        )
    return RefundView(
        asked=asked_view(row, actor=actor, may_approve=may_decide),
        id=row.id,
        estate_id=row.estate_id,
        payment_id=row.payment_id,
        home_id=row.home_id,
        home_label=label,
        amount=Money(row.amount_fen),
        channel=row.channel,
        number=row.number,
        stage=row.stage,
        trouble=row.trouble,
        given_up=row.given_up,
        from_place=row.from_place,
        takes_credit=row.takes_credit,
        reopens=tuple(row.reopens),
        made_outside=row.made_outside,
        tries=row.tries,
        refunded_at=row.refunded_at,
        receipt_number=receipt_number,
        may_give_up=may_decide and row.stage == Stage.READY and not row.given_up and row.tries > 0,
    )
