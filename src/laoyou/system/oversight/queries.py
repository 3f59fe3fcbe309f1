"""How estates stand, for those who supervise them. Every figure comes from the package that owns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from laoyou.core.calendar import Month, city_day
from laoyou.infra.actor import Actor
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries as ledger
from laoyou.system.mandates import queries as mandates
from laoyou.system.oversight.rules.publication_due import months_due
from laoyou.system.places import queries as places

SOON = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Standing:
    """One estate as its supervisors see it on a day. `last_day` is the mandate's; rates are of `month`."""

    estate: places.EstateView
    principal: str
    company: str
    served_since: date | None
    last_day: date | None
    ends_soon: bool
    due_fen: int
    collected_fen: int
    last_published: Month | None
    months_due: tuple[Month, ...]

    @property
    def served(self) -> bool:
        return self.last_day is not None

    @property
    def current_rate(self) -> Fraction | None:
        return Fraction(self.collected_fen, self.due_fen) if self.due_fen else None

    @property
    def rate_percent(self) -> float:
        """The rate as a number for a bar's length; 0 where there is no figure."""
        return round(float(self.current_rate or 0) * 100, 1)


@dataclass(frozen=True, slots=True)
class MonthStanding:
    month: Month
    due_fen: int
    collected_fen: int
    of_earlier_fen: int
    billed_later_fen: int
    is_published: bool
    is_late: bool

    @property
    def is_billed_later(self) -> bool:
        """Return whether the month has no rate because its bills were issued after it."""
        return not self.due_fen and self.billed_later_fen > 0

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.collected_fen, self.due_fen) if self.due_fen else None

    @property
    def rate_percent(self) -> float:
        return round(float(self.rate or 0) * 100, 1)


def standings(*, actor: Actor, at: datetime, month: Month, search: str = "") -> list[Standing]:
    """Return every estate the actor supervises, by name, in a number of queries that doesn't grow with them."""
    today = city_day(at)
    serving = mandates.serving_mandates(actor=actor, day=today)
    figures = billing.figures_of_month(month)
    published = ledger.published_months()
    return [
        _standing(estate, serving.get(estate.id), figures.get(estate.id), published.get(estate.id), today)
        for estate in places.estates_for(actor=actor, search=search)
    ]


def standing_of(*, actor: Actor, estate_id: int, at: datetime, month: Month) -> Standing:
    """Return one estate's standing. Raises: NotFound when the actor doesn't supervise it."""
    today = city_day(at)
    return _standing(
        places.estate_for(actor=actor, estate_id=estate_id),
        mandates.serving_mandates(actor=actor, day=today).get(estate_id),
        billing.figures_of_month(month).get(estate_id),
        ledger.published_months().get(estate_id),
        today,
    )


def months_of(*, estate_id: int, standing: Standing, at: datetime) -> list[MonthStanding]:
    """Return an estate's months with bills, the newest first."""
    published = ledger.published_months().get(estate_id, frozenset())
    late = frozenset(standing.months_due)
    return [
        MonthStanding(
            month=figure.month,
            due_fen=figure.due_fen,
            collected_fen=figure.collected_fen,
            of_earlier_fen=figure.of_earlier_fen,
            billed_later_fen=figure.billed_later_fen,
            is_published=figure.month in published,
            is_late=figure.month in late,
        )
        for figure in billing.figures_of_estate(estate_id)
    ]


def newest_figures_month(*, at: datetime) -> Month:
    """Return the newest month of which any estate in scope has bills, at the latest the running one."""
    return billing.newest_billed_month() or Month.of(city_day(at))


def _standing(
    estate: places.EstateView,
    mandate: mandates.MandateView | None,
    figure: billing.MonthFigure | None,
    published: frozenset[Month] | None,
    today: date,
) -> Standing:
    months = published or frozenset()
    last_day = mandate.ends_before - timedelta(days=1) if mandate else None
    return Standing(
        estate=estate,
        principal=mandate.principal_name if mandate else "",
        company=mandate.company_name if mandate else "",
        served_since=mandate.starts_on if mandate else None,
        last_day=last_day,
        ends_soon=last_day is not None and last_day - today < SOON,
        due_fen=figure.due_fen if figure else 0,
        collected_fen=figure.collected_fen if figure else 0,
        last_published=max(months, default=None),
        months_due=(
            tuple(months_due(served_since=mandate.starts_on, published=months, today=today)) if mandate else ()
        ),
    )
