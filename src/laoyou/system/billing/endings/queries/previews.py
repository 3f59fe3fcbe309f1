"""What an ending would give back now, home by home, before anybody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.endings.errors import EndOutsideTheTerm, ServedByTheNext, TooLongAgo
from laoyou.system.billing.endings.models import Ending
from laoyou.system.billing.endings.rules.unearned import Settled, settle_home
from laoyou.system.billing.endings.standing import standings_at_the_end
from laoyou.system.billing.models import Bill
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates.queries import MandateView
from laoyou.system.mandates.rules.states import WAS_IN_FORCE
from laoyou.system.mandates.rules.terms import DAYS_TO_SETTLE
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class PreviewHome:
    home_id: int
    home_label: str
    notes: Money
    set_off: Money
    deposits: Money
    by_channel: Money
    at_the_desk: Money
    of_former_owners: Money
    back: Money


@dataclass(frozen=True, slots=True)
class EndingPreview:
    """The whole list in sums, and a page of its homes. `unbilled`: the last days have not been billed yet."""

    mandate: MandateView
    ends_before: date
    homes: int
    notes: Money
    set_off: Money
    deposits: Money
    by_channel: Money
    at_the_desk: Money
    back: Money
    unbilled: Month | None
    page: Page[PreviewHome]

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)


def preview_ending(
    *,
    actor: Actor,
    estate_id: int,
    mandate_id: int,
    ends_before: date,
    with_deposits: bool,
    at: datetime,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> EndingPreview:
    """Return what would go back. Raises: NotFound; EndOutsideTheTerm; TooLongAgo; ServedByTheNext."""
    with scope.estate(estate_id):
        actor.require(Right.SETTLE_ENDING, estate_id)
        mandate = refuse_unsettleable(
            actor=actor, estate_id=estate_id, mandate_id=mandate_id, ends_before=ends_before, at=at
        )
        homes = settled_homes(
            estate_id=estate_id,
            ends_before=ends_before,
            ended_before=mandate.ends_before,
            with_deposits=with_deposits,
            at=at,
        )
        last_month = Month.of(ends_before - timedelta(days=1))
        is_billed = Bill.objects.filter(estate_id=estate_id, month=last_month.first).exists()
        labels = places.home_labels(estate_id=estate_id, home_ids=list(homes))
        ordered = sorted(homes)
        start = offset_of(page, size)
        return EndingPreview(
            mandate=mandate,
            ends_before=ends_before,
            homes=len(homes),
            notes=_sum(homes, "notes_fen"),
            set_off=_sum(homes, "set_off_fen"),
            deposits=_sum(homes, "deposits_fen"),
            by_channel=_sum(homes, "channel_fen"),
            at_the_desk=_sum(homes, "desk_fen"),
            back=_sum(homes, "back_fen"),
            unbilled=None if is_billed else last_month,
            page=Page(
                rows=[
                    _row(home_id, labels.get(home_id, "–"), homes[home_id]) for home_id in ordered[start : start + size]
                ],
                number=page,
                size=size,
                total=len(homes),
            ),
        )


def settled_homes(
    *, estate_id: int, ends_before: date, ended_before: date, with_deposits: bool, at: datetime
) -> dict[int, Settled]:
    """Return what the ending does with each home on which it does anything, within the caller's scope."""
    standings = standings_at_the_end(
        estate_id=estate_id, ends_before=ends_before, ended_before=ended_before, with_deposits=with_deposits, at=at
    )
    settled = {home_id: settle_home(standing, keeps=False) for home_id, standing in standings.items()}
    return {home_id: home for home_id, home in settled.items() if not home.is_nothing}


def refuse_unsettleable(
    *, actor: Actor, estate_id: int, mandate_id: int, ends_before: date, at: datetime
) -> MandateView:
    """Return the mandate that is to be settled, or was for so long. Raises: as `preview_ending`."""
    mandate = mandates.mandate_for(actor=actor, estate_id=estate_id, mandate_id=mandate_id)
    if mandate.state not in WAS_IN_FORCE:
        raise NotFound
    if not mandate.starts_on < ends_before <= mandate.ends_before:
        raise EndOutsideTheTerm(
            first=mandate.starts_on.isoformat(), last=(mandate.ends_before - timedelta(days=1)).isoformat()
        )
    day = city_day(at)
    if day >= mandate.ends_before + timedelta(days=DAYS_TO_SETTLE):
        raise TooLongAgo(days=DAYS_TO_SETTLE)
    serving = mandates.mandate_in_force(estate_id, day)
    if serving is not None and serving.company_id != mandate.company_id:
        raise ServedByTheNext(company=serving.company_name, day=serving.starts_on.isoformat())
    return mandate


def refuse_anothers(ending: Ending, *, actor: Actor) -> None:
    """Raises: NotFound for the list of another company's mandate, to one that serves the estate no more."""
    mandates.mandate_for(actor=actor, estate_id=ending.estate_id, mandate_id=ending.mandate_id)


def _sum(homes: Mapping[int, Settled], name: str) -> Money:
    return Money(sum(getattr(home, name) for home in homes.values()))


def _row(home_id: int, label: str, home: Settled) -> PreviewHome:
    return PreviewHome(
        home_id=home_id,
        home_label=label,
        notes=Money(home.notes_fen),
        set_off=Money(home.set_off_fen),
        deposits=Money(home.deposits_fen),
        by_channel=Money(home.channel_fen),
        at_the_desk=Money(home.desk_fen),
        of_former_owners=Money(home.former_fen),
        back=Money(home.back_fen),
    )
