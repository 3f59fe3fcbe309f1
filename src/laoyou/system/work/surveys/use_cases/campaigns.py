"""Campaigns: planned, under way, finished, with who took part and the places before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, files, scope, states
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.rules.evidence import Evidence
from laoyou.system.work.orders.rules.states import Source
from laoyou.system.work.surveys.errors import CampaignMoved, CampaignUnclear, PairUnclear, PersonUnclear, PhotoLost
from laoyou.system.work.surveys.models import Campaign, CampaignPair, CampaignPerson
from laoyou.system.work.surveys.rules.states import CAMPAIGN_MOVES, CampaignState
from laoyou.system.work.surveys.use_cases.deciding import end_with_campaign

_MOST_MINUTES = 60 * 24 * 60


@dataclass(frozen=True, slots=True)
class AboutCampaign:
    """What a campaign is: its goals, its days (both ends included), the places, what it cost, and thanks."""

    name: str
    goals: str
    starts_on: date
    last_day: date
    places: str = ""
    cost: Money = Money(0)  # noqa: RUF009 an amount is a value
    cost_note: str = ""
    result: str = ""
    thanks: str = ""


def plan_campaign(*, actor: Actor, estate_id: int, about: AboutCampaign, at: datetime) -> int:
    """Plan a campaign and return its id. Raises: CampaignUnclear."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        _refuse_unclear(about)
        row = Campaign(estate_id=estate_id, planned_by_name=actor.name[:100], planned_at=at)
        _write(row, about)
        row.save()
        _record("work.campaign_planned", row, actor, at)
        return int(row.pk)


def change_campaign(*, actor: Actor, estate_id: int, campaign_id: int, about: AboutCampaign, at: datetime) -> None:
    """Change what is told of a campaign; of a finished one too, as its cost comes later. Raises: as `plan_campaign`."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _held(estate_id, campaign_id)
        if row.state == CampaignState.CANCELLED:
            raise CampaignMoved
        _refuse_unclear(about)
        _write(row, about)
        row.save()
        _record("work.campaign_changed", row, actor, at)


def move_campaign(
    *, actor: Actor, estate_id: int, campaign_id: int, to_state: str, at: datetime, reason: str = ""
) -> None:
    """Begin, finish or cancel a campaign. Finished, its findings are solved. Raises: NotFound; CampaignMoved."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _held(estate_id, campaign_id)
        to = CampaignState(to_state) if to_state in set(CampaignState) else None
        if to is None or to not in CAMPAIGN_MOVES[CampaignState(row.state)]:
            raise CampaignMoved
        states.move(row, to, CAMPAIGN_MOVES, actor=actor, at=at, reason=reason.strip())
        if to is not CampaignState.GOING:
            end_with_campaign(campaign=row, is_done=to is CampaignState.DONE, actor=actor, at=at)
        _record(f"work.campaign_{row.state}", row, actor, at, reason=reason.strip()[:200])


def add_person(
    *,
    actor: Actor,
    estate_id: int,
    campaign_id: int,
    name: str,
    minutes: int,
    at: datetime,
    is_volunteer: bool = False,
    people: int = 1,
) -> None:
    """Write down who took part: one person, or a group of so many, each for so long.

    Raises: NotFound; CampaignMoved; PersonUnclear.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _standing(estate_id, campaign_id)
        if not name.strip() or not 1 <= minutes <= _MOST_MINUTES or not 1 <= people <= 1000:
            raise PersonUnclear
        CampaignPerson.objects.create(
            estate_id=estate_id,
            campaign=row,
            name=name.strip()[:40],
            is_volunteer=is_volunteer,
            people=people,
            minutes=minutes,
            at=at,
        )


def add_pair(
    *,
    actor: Actor,
    estate_id: int,
    campaign_id: int,
    place: str,
    at: datetime,
    before_id: int | None = None,
    after_id: int | None = None,
) -> int:
    """Add a place with its photo of before, or of after; a place that waits for its other photo takes it.

    Raises: NotFound; CampaignMoved; PairUnclear; PhotoLost.
    """
    with scope.estate(estate_id):
        actor.require(Right.SURVEY, estate_id)
        row = _standing(estate_id, campaign_id)
        given = [file_id for file_id in (before_id, after_id) if file_id is not None]
        if not place.strip() or not given:
            raise PairUnclear
        if not files.are_kept(estate_id=estate_id, file_ids=given, purpose="photo"):
            raise PhotoLost
        same = CampaignPair.objects.filter(estate_id=estate_id, campaign=row, place=place.strip()[:80])
        pair = same.first() or CampaignPair(estate_id=estate_id, campaign=row, place=place.strip()[:80], at=at)
        pair.before_id = before_id or pair.before_id
        pair.after_id = after_id or pair.after_id
        pair.save()
        return int(pair.pk)


def order_work(
    *,
    actor: Actor,
    estate_id: int,
    campaign_id: int,
    title: str,
    skill: str,
    minutes: int,
    at: datetime,
    place: str = "",
    people: int = 1,
) -> int:
    """Open a work order for a part of it, and return the order. Raises: NotFound; CampaignMoved; what orders refuse."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _standing(estate_id, campaign_id)
        return orders.open_order(
            actor=actor,
            estate_id=estate_id,
            source=Source.CAMPAIGN.value,
            source_id=row.pk,
            title=title,
            text=row.name,
            skill=skill,
            minutes=minutes,
            place=place,
            people=people,
            evidence=Evidence.BEFORE_AND_AFTER.value,
            at=at,
        )


def _held(estate_id: int, campaign_id: int) -> Campaign:
    row = Campaign.objects.select_for_update().filter(estate_id=estate_id, id=campaign_id).first()
    if row is None:
        raise NotFound
    return row


def _standing(estate_id: int, campaign_id: int) -> Campaign:
    row = _held(estate_id, campaign_id)
    if row.state == CampaignState.CANCELLED:
        raise CampaignMoved
    return row


def _refuse_unclear(about: AboutCampaign) -> None:
    if not about.name.strip() or not about.goals.strip() or about.last_day < about.starts_on or about.cost.fen < 0:
        raise CampaignUnclear


def _write(row: Campaign, about: AboutCampaign) -> None:
    row.name, row.goals, row.places = about.name.strip()[:60], about.goals.strip()[:500], about.places.strip()[:200]
    row.starts_on, row.last_day = about.starts_on, about.last_day
    row.cost_fen, row.cost_note = about.cost.fen, about.cost_note.strip()[:200]
    row.result, row.thanks = about.result.strip()[:500], about.thanks.strip()[:500]


def _record(action: str, row: Campaign, actor: Actor, at: datetime, *, reason: str = "") -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.campaign",
        subject_id=row.pk,
        reason=reason,
        name=row.name,
    )
