"""Lists of what goes back when mandates end: of an estate, of one list, of one home."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.billing.endings.models import Ending, EndingHome
from laoyou.system.billing.endings.queries.previews import refuse_anothers
from laoyou.system.billing.endings.queries.receivers import Receiver, receivers_of
from laoyou.system.billing.endings.rules.states import HomeState
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates.queries import MandateView
from laoyou.system.mandates.rules.terms import DAYS_TO_SETTLE
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class MandateToSettle:
    """A mandate of the actor's own company that ends, or ended not too long ago."""

    estate_id: int
    estate_name: str
    mandate: MandateView
    days_left: int
    newest_id: int | None
    newest: Decision | None


@dataclass(frozen=True, slots=True)
class EndingView:
    """A list with its sums; `done` to `failed` count homes, and money as it was given back so far."""

    asked: Asked
    id: int
    estate_id: int
    mandate_id: int
    ends_before: date
    with_deposits: bool
    homes: int
    notes: Money
    back: Money
    work_id: int | None
    done: int
    failed: int
    by_channel: Money
    at_the_desk: Money
    paid_out: Money
    kept: Money

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)

    @property
    def waits_at_the_desk(self) -> Money:
        return self.at_the_desk - self.paid_out


@dataclass(frozen=True, slots=True)
class EndingHomeView:
    id: int
    home_id: int
    home_label: str
    state: str
    notes: Money
    deposits: Money
    set_off: Money
    back: Money
    keeps: bool
    word_of: str
    word_at: datetime | None
    by_channel: Money
    at_the_desk: Money
    of_former_owners: Money
    paid_out: Money
    kept: Money
    settled_on: date | None
    trouble: str
    receivers: tuple[Receiver, ...] = ()

    @property
    def waits(self) -> Money:
        return self.at_the_desk - self.paid_out

    @property
    def receiver_choices(self) -> list[tuple[str, str]]:
        return [(each.key, each.shown) for each in self.receivers]

    @property
    def may_say(self) -> bool:
        return self.settled_on is None


@dataclass(frozen=True, slots=True)
class EndingOfHome:
    """What a household reads of it: when the service ends, what goes back, and whether it may still choose."""

    last_day: date
    back: Money
    keeps: bool
    may_say: bool
    is_done: bool
    by_channel: Money
    waits_at_the_desk: Money
    kept: Money


def estates_to_settle(*, actor: Actor) -> list[int]:
    """Return the estates in which the actor may settle the end of a mandate."""
    return actor.estates_with(Right.SETTLE_ENDING)


def mandates_to_settle(*, actor: Actor, at: datetime) -> list[MandateToSettle]:
    """Return the mandates of the actor's company in force or ended within the time for settling, by their end."""
    company_id = actor.organisation_id
    rows = mandates.mandates_of_company(
        company_id=company_id or 0, estate_ids=estates_to_settle(actor=actor), day=city_day(at), back=DAYS_TO_SETTLE
    )
    names = places.estate_names({row.estate_id for row in rows})
    newest = {
        row.mandate_id: row
        for row in Ending.objects.filter(
            estate_id__in={row.estate_id for row in rows}, mandate_id__in=[row.id for row in rows]
        ).order_by("id")
    }
    return [_to_settle(row, names.get(row.estate_id, ""), newest.get(row.id), city_day(at)) for row in rows]


def endings_of_estate(*, actor: Actor, estate_id: int) -> list[EndingView]:
    """Return the estate's lists, the newest first."""
    actor.require(Right.SETTLE_ENDING, estate_id)
    rows = Ending.objects.filter(estate_id=estate_id).order_by("-id")
    return [_view(row, actor) for row in rows]


def ending_for(*, actor: Actor, estate_id: int, ending_id: int) -> EndingView:
    """Return one list. Raises: NotFound."""
    actor.require(Right.SETTLE_ENDING, estate_id)
    row = Ending.objects.filter(estate_id=estate_id, id=ending_id).first()
    if row is None:
        raise NotFound
    refuse_anothers(row, actor=actor)
    return _view(row, actor)


def homes_of_ending(
    *, actor: Actor, estate_id: int, ending_id: int, shown: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[EndingHomeView]:
    """Return one page of a list's homes, those that failed first; `shown` narrows it."""
    ending_for(actor=actor, estate_id=estate_id, ending_id=ending_id)
    rows = _narrowed(EndingHome.objects.filter(estate_id=estate_id, ending_id=ending_id), shown)
    start = offset_of(page, size)
    failed_first = Case(When(state="failed", then=Value(0)), default=Value(1), output_field=IntegerField())
    found = list(rows.order_by(failed_first, "id")[start : start + size])
    labels = places.home_labels(estate_id=estate_id, home_ids=[row.home_id for row in found])
    waiting = {row.home_id for row in found if row.desk_fen > row.paid_out_fen}
    receivers = receivers_of(estate_id=estate_id, home_ids=waiting) if waiting else {}
    return Page(
        rows=[
            replace(_home_view(row, labels.get(row.home_id, "–")), receivers=tuple(receivers.get(row.home_id, ())))
            for row in found
        ],
        number=page,
        size=size,
        total=rows.count(),
    )


def ending_of_home(*, actor: Actor, estate_id: int, home_id: int, at: datetime) -> EndingOfHome | None:
    """Return how a home is settled, to those who have its account; none when no mandate ends."""
    day = city_day(at)
    if actor.kind is not ActorKind.RESIDENT or not actor.require_home(estate_id, home_id).has_account_on(day):
        return None
    row = (
        EndingHome.objects.select_related("ending")
        .filter(estate_id=estate_id, home_id=home_id, ending__state__in=["asked", "approved"])
        .filter(ending__ends_before__gt=day - timedelta(days=DAYS_TO_SETTLE))
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    shown = _home_view(row, "")
    return EndingOfHome(
        last_day=row.ending.ends_before - timedelta(days=1),
        back=shown.back - shown.of_former_owners,
        keeps=row.keeps,
        may_say=shown.may_say,
        is_done=row.state == HomeState.DONE,
        by_channel=shown.by_channel,
        waits_at_the_desk=max(shown.waits - shown.of_former_owners, Money(0)),
        kept=shown.kept,
    )


def _to_settle(row: MandateView, estate_name: str, newest: Ending | None, day: date) -> MandateToSettle:
    return MandateToSettle(
        estate_id=row.estate_id,
        estate_name=estate_name,
        mandate=row,
        days_left=row.days_left(day),
        newest_id=newest.id if newest is not None else None,
        newest=Decision(newest.state) if newest is not None else None,
    )


def _narrowed(rows: QuerySet[EndingHome], shown: str) -> QuerySet[EndingHome]:
    if shown == "failed":
        return rows.filter(state=HomeState.FAILED.value)
    if shown == "desk":
        return rows.filter(desk_fen__gt=0).exclude(desk_fen=F("paid_out_fen"))
    if shown == "kept":
        return rows.filter(Q(keeps=True) | Q(kept_fen__gt=0))
    return rows


def _view(row: Ending, actor: Actor) -> EndingView:
    homes = EndingHome.objects.filter(estate_id=row.estate_id, ending_id=row.id)
    sums = homes.aggregate(
        done=Count("id", filter=Q(state=HomeState.DONE.value)),
        failed=Count("id", filter=Q(state=HomeState.FAILED.value)),
        channel=Sum("channel_fen"),
        desk=Sum("desk_fen"),
        paid=Sum("paid_out_fen"),
        kept=Sum("kept_fen"),
    )
    return EndingView(
        asked=asked_view(row, actor=actor, may_approve=actor.may(Right.APPROVE_ENDING, row.estate_id)),
        id=row.id,
        estate_id=row.estate_id,
        mandate_id=row.mandate_id,
        ends_before=row.ends_before,
        with_deposits=row.with_deposits,
        homes=row.homes,
        notes=Money(row.notes_fen),
        back=Money(row.back_fen),
        work_id=row.work_id,
        done=sums["done"],
        failed=sums["failed"],
        by_channel=Money(int(sums["channel"] or 0)),
        at_the_desk=Money(int(sums["desk"] or 0)),
        paid_out=Money(int(sums["paid"] or 0)),
        kept=Money(int(sums["kept"] or 0)),
    )


def _home_view(row: EndingHome, label: str) -> EndingHomeView:
    return EndingHomeView(
        id=row.id,
        home_id=row.home_id,
        home_label=label,
        state=row.state,
        notes=Money(row.notes_fen),
        deposits=Money(row.deposits_fen),
        set_off=Money(row.set_off_fen),
        back=Money(row.back_fen),
        keeps=row.keeps,
        word_of=row.word_of,
        word_at=row.word_at,
        by_channel=Money(row.channel_fen),
        at_the_desk=Money(row.desk_fen),
        of_former_owners=Money(row.former_fen),
        paid_out=Money(row.paid_out_fen),
        kept=Money(row.kept_fen),
        settled_on=row.settled_on,
        trouble=row.trouble,
    )
