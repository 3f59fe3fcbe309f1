"""Campaigns for staff, and for the residents whose estate they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places import queries as places
from laoyou.system.work.surveys.models import Campaign, CampaignPair, CampaignPerson, Finding
from laoyou.system.work.surveys.queries.surveys import seen_estates
from laoyou.system.work.surveys.rules.figures import hours_of


@dataclass(frozen=True, slots=True)
class PersonView:
    name: str
    is_volunteer: bool
    people: int
    hours: str


@dataclass(frozen=True, slots=True)
class PairView:
    """One place before and after; one of the two may still be missing."""

    id: int
    place: str
    before_id: int | None
    after_id: int | None


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign. `hours` is what all who took part gave together; `findings` of a survey are in it."""

    id: int
    estate_id: int
    estate_name: str
    name: str
    goals: str
    places: str
    starts_on: date
    last_day: date
    cost: Money
    cost_note: str
    result: str
    thanks: str
    state: str
    people: tuple[PersonView, ...]
    heads: int
    volunteers: int
    hours: str
    pairs: tuple[PairView, ...]
    findings: int
    solved: int

    @property
    def cover(self) -> PairView | None:
        """Return the first place that has both photos."""
        return next((pair for pair in self.pairs if pair.before_id and pair.after_id), None)


@dataclass(frozen=True, slots=True)
class CampaignsWanted:
    estate_ids: Sequence[int] | None = None
    state: str = ""
    search: str = ""


EVERY_CAMPAIGN = CampaignsWanted()


def campaigns_for(
    *, actor: Actor, wanted: CampaignsWanted = EVERY_CAMPAIGN, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[CampaignView]:
    """Return one page of campaigns, the newest first. Raises: NotAllowed; NotFound."""
    rows = Campaign.objects.all()
    if (seen := seen_estates(actor, wanted.estate_ids)) is not None:
        rows = rows.filter(estate_id__in=seen)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    for word in wanted.search.split():
        rows = rows.filter(name__icontains=word)
    start = offset_of(page, size)
    shown = list(rows.order_by("-starts_on", "-id")[start : start + size])
    return Page(rows=_views(shown), number=page, size=size, total=rows.count())


def campaign_for(*, actor: Actor, estate_id: int, campaign_id: int) -> CampaignView:
    """Return a campaign with who took part and its places. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    return _views([_row(estate_id, campaign_id)])[0]


def campaigns_to_choose(*, actor: Actor, estate_id: int) -> list[tuple[int, str]]:
    """Return the campaigns that findings can still go into, as (id, name)."""
    actor.require(Right.SURVEY, estate_id)
    rows = Campaign.objects.filter(estate_id=estate_id, state__in=["planned", "going"]).order_by("starts_on", "id")
    return list(rows.values_list("id", "name"))


def campaigns_of_residents(*, actor: Actor) -> list[CampaignView]:
    """Return what was done in the estates where a resident has a home: begun or finished, the newest first."""
    rows = Campaign.objects.filter(estate_id__in=actor.estate_ids, state__in=["going", "done"])
    return _views(list(rows.order_by("-starts_on", "-id")[:20]))


def resident_campaign(*, actor: Actor, estate_id: int, campaign_id: int) -> CampaignView:
    """Return a campaign that has begun to somebody who has a home there. Raises: NotFound."""
    row = _row(estate_id, campaign_id)
    if estate_id not in actor.estate_ids or row.state not in ("going", "done"):
        raise NotFound
    return _views([row])[0]


def campaign_photo(*, actor: Actor, estate_id: int, campaign_id: int, file_id: int) -> int:
    """Return the stored file of one of the photos, to staff and to residents who see the campaign. Raises: NotFound."""
    if actor.kind is ActorKind.RESIDENT:
        view = resident_campaign(actor=actor, estate_id=estate_id, campaign_id=campaign_id)
    else:
        view = campaign_for(actor=actor, estate_id=estate_id, campaign_id=campaign_id)
    if not any(file_id in (pair.before_id, pair.after_id) for pair in view.pairs):
        raise NotFound
    return file_id


def _row(estate_id: int, campaign_id: int) -> Campaign:
    row = Campaign.objects.filter(estate_id=estate_id, id=campaign_id).first()
    if row is None:
        raise NotFound
    return row


def _views(rows: Sequence[Campaign]) -> list[CampaignView]:
    names = places.estate_names({row.estate_id for row in rows}) if rows else {}
    people: dict[int, list[CampaignPerson]] = {}
    for person in CampaignPerson.objects.filter(campaign__in=rows).order_by("is_volunteer", "id"):
        people.setdefault(person.campaign_id, []).append(person)
    pairs: dict[int, list[PairView]] = {}
    for pair in CampaignPair.objects.filter(campaign__in=rows).order_by("id"):
        pairs.setdefault(pair.campaign_id, []).append(PairView(pair.pk, pair.place, pair.before_id, pair.after_id))
    findings: dict[int, dict[str, int]] = {}
    counted = Finding.objects.filter(campaign__in=rows).values_list("campaign_id", "state")
    for campaign_id, state, count in counted.annotate(count=Count("id")):
        findings.setdefault(campaign_id, {})[state] = count
    return [
        CampaignView(
            id=row.pk,
            estate_id=row.estate_id,
            estate_name=names.get(row.estate_id, ""),
            name=row.name,
            goals=row.goals,
            places=row.places,
            starts_on=row.starts_on,
            last_day=row.last_day,
            cost=Money(row.cost_fen),
            cost_note=row.cost_note,
            result=row.result,
            thanks=row.thanks,
            state=row.state,
            people=tuple(
                PersonView(each.name, each.is_volunteer, each.people, hours_of(each.minutes * each.people))
                for each in people.get(row.pk, [])
            ),
            heads=sum(each.people for each in people.get(row.pk, [])),
            volunteers=sum(each.people for each in people.get(row.pk, []) if each.is_volunteer),
            hours=hours_of(sum(each.minutes * each.people for each in people.get(row.pk, []))),
            pairs=tuple(pairs.get(row.pk, [])),
            findings=sum(findings.get(row.pk, {}).values()),
            solved=findings.get(row.pk, {}).get("solved", 0),
        )
        for row in rows
    ]
