"""Days of the channels, in their three columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.infra.states import StateMove, moves_of
from laoyou.system.payments.models import BankLine, BillLine, ChannelDay, DayDifference, PayoutPart
from laoyou.system.payments.reconciliation.days import CENTRE, sums_of
from laoyou.system.payments.reconciliation.queries.bank import BankLineView, line_view
from laoyou.system.payments.reconciliation.rules.states import DayState


@dataclass(frozen=True, slots=True)
class DayView:
    """A day in its three columns. The gaps are what is left after all that was explained; equal is nothing left."""

    id: int
    channel: str
    day: date
    state: str
    ours_count: int
    ours: Money
    billed_count: int
    billed: Money
    refunded: Money
    fee: Money
    net: Money
    paid_out: Money
    books_explained: Money
    bank_explained: Money
    books_gap: Money
    bank_gap: Money
    open_differences: int
    trouble: str
    work_id: int | None
    asked_at: datetime | None
    fetched_at: datetime | None
    closed_at: datetime | None
    closed_by_name: str

    @property
    def theirs(self) -> Money:
        return self.billed - self.refunded

    @property
    def is_equal(self) -> bool:
        return not self.books_gap and not self.bank_gap and not self.open_differences

    @property
    def can_close(self) -> bool:
        return self.state == "open" and self.is_equal


@dataclass(frozen=True, slots=True)
class StepView:
    """What happened to a difference before: somebody explained it, it went, it was open again with other amounts."""

    to_state: str
    meaning: str
    reason: str
    gap: Money
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference as it stands, with what was said of it before, the oldest first."""

    id: int
    what: str
    kind: str
    transaction: str
    order_number: str
    ours: Money
    theirs: Money
    state: str
    meaning: str
    reason: str
    found_at: datetime
    ended_at: datetime | None
    ended_by_name: str
    before: tuple[StepView, ...]

    @property
    def gap(self) -> Money:
        return self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class ShareView:
    """What of a day belongs to the payments of one estate; estate 0 is what names none of ours."""

    estate_id: int
    count: int
    billed: Money
    refunded: Money
    fee: Money

    @property
    def net(self) -> Money:
        return self.billed - self.refunded - self.fee


def days_for(
    *, actor: Actor, channel: str = "", state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[DayView]:
    """Return the days, the newest first; `state` may also be "different": open, and not equal."""
    found = _narrowed(_days(actor), channel, state)
    start = offset_of(page, size)
    rows = [_day(row) for row in found.order_by("-day", "channel")[start : start + size]]
    return Page(rows=rows, number=page, size=size, total=found.count())


def days_to_export(*, actor: Actor, channel: str = "", state: str = "") -> list[DayView]:
    """Return the days that the list shows, the oldest first."""
    found = _narrowed(_days(actor), channel, state)
    return [_day(row) for row in found.order_by("day", "channel")[: exports.READ_AT_MOST]]


def day_for(*, actor: Actor, day_id: int) -> DayView:
    """Return one day. Raises: NotFound."""
    row = _days(actor).filter(id=day_id).first()
    if row is None:
        raise NotFound
    return _day(row)


def differences_of(*, actor: Actor, day_id: int) -> list[DifferenceView]:
    """Return the differences of a day: open ones first, then explained ones, then those that have gone."""
    actor.require(Right.RECONCILE, CENTRE)
    order = {"open": 0, "explained": 1, "gone": 2}
    rows = list(DayDifference.objects.filter(estate_id=CENTRE, day_id=day_id).order_by("id"))
    steps = moves_of(DayDifference, estate_id=CENTRE, ids=[row.id for row in rows])
    return [_difference(row, steps.get(row.id, ())) for row in sorted(rows, key=lambda row: (order[row.state], row.id))]


def differences_to_export(
    *, actor: Actor, channel: str = "", state: str = "", day_id: int | None = None
) -> list[tuple[str, date, DifferenceView]]:
    """Return channel, day and difference of the days that the list shows, or of one day; the oldest first."""
    days = _narrowed(_days(actor), channel, state)
    found = DayDifference.objects.filter(estate_id=CENTRE, day_id__in=days.values("id"))
    if day_id is not None:
        found = found.filter(day_id=day_id)
    rows = found.select_related("day").order_by("day__day", "day__channel", "id")[: exports.READ_AT_MOST]
    return [(row.day.channel, row.day.day, _difference(row)) for row in rows]


def _difference(row: DayDifference, steps: Sequence[StateMove] = ()) -> DifferenceView:
    return DifferenceView(
        id=row.id,
        what=row.what,
        kind=row.kind,
        transaction=row.transaction,
        order_number=row.order_number,
        ours=Money(row.ours_fen),
        theirs=Money(row.theirs_fen),
        state=row.state,
        meaning=row.meaning,
        reason=row.reason,
        found_at=row.found_at,
        ended_at=row.ended_at,
        ended_by_name=row.ended_by_name,
        # The last step is how it stands now, and shown as that.
        before=tuple(_step(step) for step in steps[:-1]),
    )


def _step(step: StateMove) -> StepView:
    said = step.details
    return StepView(
        to_state=step.to_state,
        meaning=str(said.get("meaning", "")),
        reason=step.reason,
        gap=Money(int(said.get("theirs_fen", 0)) - int(said.get("ours_fen", 0))),
        by_name=step.actor_name,
        at=step.at,
    )


def payouts_of(*, actor: Actor, day_id: int) -> list[tuple[BankLineView, Money]]:
    """Return which lines of the bank pay the day out, and by how much."""
    actor.require(Right.RECONCILE, CENTRE)
    parts = PayoutPart.objects.filter(estate_id=CENTRE, day_id=day_id).values("bank_line_id").order_by("bank_line_id")
    amounts = {row["bank_line_id"]: int(row["fen"]) for row in parts.annotate(fen=Sum("amount_fen")) if row["fen"]}
    lines = BankLine.objects.filter(estate_id=CENTRE, id__in=amounts).order_by("booked_on", "id")
    return [(line_view(line), Money(amounts[line.id])) for line in lines]


def paid_days_of(*, actor: Actor, line_id: int) -> list[tuple[DayView, Money]]:
    """Return which days a line of the bank pays out, and by how much."""
    actor.require(Right.RECONCILE, CENTRE)
    parts = PayoutPart.objects.filter(estate_id=CENTRE, bank_line_id=line_id).values("day_id").order_by("day_id")
    amounts = {row["day_id"]: int(row["fen"]) for row in parts.annotate(fen=Sum("amount_fen")) if row["fen"]}
    return [(_day(row), Money(amounts[row.id])) for row in _days(actor).filter(id__in=amounts).order_by("day")]


def unpaid_days(*, actor: Actor) -> list[DayView]:
    """Return the open days for which money is still to come, the oldest first."""
    days = [_day(row) for row in _days(actor).filter(state="open").order_by("day", "channel")]
    return [day for day in days if day.bank_gap]


def shares_of(*, actor: Actor, day_id: int) -> list[ShareView]:
    """Return how a day divides over the estates, by whose orders the channel's lines name."""
    actor.require(Right.RECONCILE, CENTRE)
    lines = BillLine.objects.filter(estate_id=CENTRE, day_id=day_id).values("home_estate_id")
    rows = lines.annotate(
        count=Count("id"),
        paid=Sum("amount_fen", filter=Q(kind="payment")),
        back=Sum("amount_fen", filter=Q(kind="refund")),
        fee=Sum("fee_fen"),
    )
    return [
        ShareView(
            estate_id=row["home_estate_id"],
            count=row["count"],
            billed=Money(int(row["paid"] or 0)),
            refunded=Money(int(row["back"] or 0)),
            fee=Money(int(row["fee"])),
        )
        for row in rows.order_by("home_estate_id")
    ]


def bill_lines_to_export(*, actor: Actor, day_id: int) -> list[tuple[datetime, str, str, str, int, int]]:
    """Return the channel's lines of a day: moment, kind, transaction, order, signed fen, fee."""
    actor.require(Right.RECONCILE, CENTRE)
    rows = BillLine.objects.filter(estate_id=CENTRE, day_id=day_id).order_by("line_number")[: exports.READ_AT_MOST]
    return [
        (
            row.happened_at,
            row.kind,
            row.refund or row.transaction,
            row.order_number,
            row.amount_fen if row.kind == "payment" else -row.amount_fen,
            row.fee_fen,
        )
        for row in rows
    ]


def proof() -> list[str]:
    """Return what should be impossible, in words; empty when all is well. From outside the guards."""
    wrong = []
    for line in BankLine.objects.filter(estate_id=CENTRE).annotate(parts=Sum("payouts__amount_fen")):
        if line.paid_out_fen != int(line.parts or 0):
            wrong.append(f"bank line {line.id} says {line.paid_out_fen}, its parts {line.parts or 0}")
    for day in ChannelDay.objects.filter(estate_id=CENTRE, state="closed"):
        if not sums_of(day).is_equal:
            wrong.append(f"{day.channel} {day.day} is closed and not equal")
    return wrong


def _days(actor: Actor) -> QuerySet[Any]:
    actor.require(Right.RECONCILE, CENTRE)
    return ChannelDay.objects.filter(estate_id=CENTRE).annotate(
        waiting=Count("differences", filter=Q(differences__state="open"))
    )


def _narrowed(days: QuerySet[Any], channel: str, state: str) -> QuerySet[Any]:
    if channel:
        days = days.filter(channel=channel)
    if state == "different":
        return days.filter(state="open", waiting__gt=0)
    return days.filter(state=state) if state else days


def _day(row: ChannelDay) -> DayView:
    sums = sums_of(row)
    return DayView(
        id=row.id,
        channel=row.channel,
        day=row.day,
        state=row.state,
        ours_count=row.ours_count,
        ours=Money(row.ours_fen),
        billed_count=row.billed_count,
        billed=Money(row.billed_fen),
        refunded=Money(row.refunded_fen),
        fee=Money(row.fee_fen),
        net=Money(sums.net_fen),
        paid_out=Money(row.paid_out_fen),
        books_explained=Money(row.books_explained_fen),
        bank_explained=Money(row.bank_explained_fen),
        books_gap=Money(sums.books_gap_fen),
        bank_gap=Money(sums.bank_gap_fen),
        open_differences=int(getattr(row, "waiting", 0)),
        trouble=row.trouble,
        work_id=row.work_id if row.state == DayState.SETTLING else None,
        asked_at=row.asked_at,
        fetched_at=row.fetched_at,
        closed_at=row.closed_at,
        closed_by_name=row.closed_by_name,
    )


def terminal_titles(*, actor: Actor) -> dict[str, str]:
    """Return how the acquirer called the columns of its last file; empty where nobody had to say so."""
    actor.require(Right.RECONCILE, CENTRE)
    days = ChannelDay.objects.filter(estate_id=CENTRE, channel="pos", fetched_at__isnull=False)
    return dict(days.order_by("-fetched_at", "-id").values_list("titles", flat=True).first() or {})
