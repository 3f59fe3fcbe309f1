"""The planner's reasons as sentences about people and times, never codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext, gettext_lazy, ngettext

from laoyou.platforms.formats import clock
from laoyou.platforms.operations.words import Words
from laoyou.system.dispatch.queries import Change, Offer, PlanView
from laoyou.system.dispatch.rules.plan_states import CAUSE_NAMES, STATE_NAMES
from laoyou.system.work.crews.rules.skills import SKILL_NAMES, Skill
from laoyou.system.work.orders.queries import OrderView

STATES: Words = {code: gettext_lazy(text) for code, text in STATE_NAMES.items()}
CAUSES: Words = {code: gettext_lazy(text) for code, text in CAUSE_NAMES.items()}
SKILLS: Words = {code: gettext_lazy(text) for code, text in SKILL_NAMES.items()}
KINDS_OF_WORK: dict[str, tuple[str | Lazy, tuple[str, ...]]] = {
    "": (gettext_lazy("All trades"), ()),
    "repairs": (
        gettext_lazy("Water, power, lifts"),
        (Skill.PLUMBING, Skill.ELECTRICAL, Skill.LIFT, Skill.CARPENTRY),
    ),
    "grounds": (gettext_lazy("Cleaning and green"), (Skill.CLEANING, Skill.GARDENING)),
    "people": (gettext_lazy("Care and order"), (Skill.CARE, Skill.GUARD)),
}
WHY_NOBODY: Words = {
    "no_skill": gettext_lazy("nobody on shift can do this"),
    "too_few": gettext_lazy("it takes two crews, and only one on shift can do this"),
    "waits": gettext_lazy("it waits for another order that has no crew"),
    "too_long": gettext_lazy("it takes longer than anybody works in one piece today"),
    "out_of_reach": gettext_lazy("nobody who can do this can be there in time, even on an empty day"),
    "no_room": gettext_lazy("everybody who can do this is taken by what would cost more to miss"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal in sentences: what it comes to, why, what it costs, who is told something new."""

    headline: str
    why: list[str]
    price: str
    others: list[tuple[str, bool]]
    left_over: list[tuple[OrderView, object]]


def told(plan: PlanView) -> Told:
    """Return a proposal as people talk about it."""
    first = plan.first
    return Told(
        headline=_headline(first) if first else gettext("Everything can stay as it is."),
        why=_why(plan, first),
        price=_price(plan),
        others=[(_change(change), change.late_min > 0) for change in plan.others],
        left_over=[(change.order, WHY_NOBODY.get(change.why, "")) for change in plan.left_over],
    )


def margin(late_min: int, due_at: datetime | None, ends_at: datetime) -> str:
    """Return how an end stands to its time."""
    if late_min > 0:
        return ngettext("%(count)s minute late", "%(count)s minutes late", late_min) % {"count": late_min}
    if due_at is None:
        return gettext("in time")
    early = int((due_at - ends_at).total_seconds() // 60)
    if early >= 120:
        return gettext("well in time")
    return ngettext("%(count)s minute to spare", "%(count)s minutes to spare", early) % {"count": early}


def _headline(change: Change) -> str:
    ends = change.starts_at + timedelta(minutes=change.order.minutes) if change.starts_at else None
    values = {
        "crew": change.crew_name,
        "time": clock(change.starts_at),
        "title": change.order.title,
        "margin": margin(change.late_min, change.order.due_at, ends) if ends else "",
    }
    if change.crew_id is None:
        return gettext("“%(title)s” has no crew any more.") % values
    return gettext("Send %(crew)s, there at %(time)s: %(margin)s.") % values


def _why(plan: PlanView, first: Change | None) -> list[str]:
    lines = [str(CAUSES[plan.cause])]
    if first is not None and first.crew_id is not None:
        skill = str(SKILLS.get(first.order.skill, ""))
        lines.append(gettext("%(crew)s can do this (%(skill)s).") % {"crew": first.crew_name, "skill": skill})
    served = int(plan.figures["before"]["unassigned"]) - int(plan.figures["after"]["unassigned"])
    if served > 0:
        lines.append(
            ngettext("%(count)s more order gets a crew today.", "%(count)s more orders get a crew today.", served)
            % {"count": served}
        )
    sooner = int(plan.figures["before"]["late_min"]) - int(plan.figures["after"]["late_min"])
    if sooner > 0:
        lines.append(gettext("Together people wait %(minutes)s minutes less beyond their time.") % {"minutes": sooner})
    return lines


def _price(plan: PlanView) -> str:
    more = plan.travel_more_min
    ways = (
        gettext("%(minutes)s minutes more on the way") % {"minutes": more}
        if more > 0
        else gettext("%(minutes)s minutes less on the way") % {"minutes": -more}
    )
    told_anew = sum(change.kind in ("crew", "time", "out") for change in plan.changes)
    return gettext("%(ways)s; %(count)s orders that were given out get another crew or time.") % {
        "ways": ways,
        "count": told_anew,
    }


def _change(change: Change) -> str:
    values = {
        "title": change.order.title,
        "estate": change.order.estate_name,
        "crew": change.crew_name,
        "was": change.was_crew_name,
        "time": clock(change.starts_at),
        "before": clock(change.was_starts_at),
        "late": ngettext("%(count)s minute late", "%(count)s minutes late", change.late_min)
        % {"count": change.late_min},
    }
    if change.kind == "out":
        return gettext("%(estate)s, %(title)s: no crew any more (was %(was)s).") % values
    sentence = {
        "new": gettext("%(estate)s, %(title)s: %(crew)s at %(time)s."),
        "crew": gettext("%(estate)s, %(title)s: from %(was)s to %(crew)s, at %(time)s."),
        "time": gettext("%(estate)s, %(title)s: %(crew)s comes at %(time)s instead of %(before)s."),
    }[change.kind]
    said = sentence % values
    late = gettext("That is %(late)s.") % values
    return said if change.late_min == 0 else f"{said} {late}"


def consequences(offer: Offer) -> list[tuple[str, bool]]:
    """Return what giving an order to this crew does to the crew's other orders."""
    return [
        (
            gettext("%(estate)s, %(title)s: %(time)s instead of %(before)s")
            % {
                "estate": one.order.estate_name,
                "title": one.order.title,
                "time": clock(one.starts_at),
                "before": clock(one.before),
            },
            one.late_min > 0,
        )
        for one in offer.shifted
    ]


def way_there(offer: Offer) -> str:
    """Return where the crew comes from, and how far that is."""
    if offer.from_order is None:
        return gettext("%(minutes)s minutes from where it is") % {"minutes": offer.way_min}
    return gettext("%(minutes)s minutes from %(estate)s, after “%(title)s”") % {
        "minutes": offer.way_min,
        "estate": offer.from_order.estate_name,
        "title": offer.from_order.title,
    }


def skills_of(kind: str) -> Sequence[str]:
    """Return the skills of a kind of work; none, for all, when it is no kind."""
    return KINDS_OF_WORK.get(kind, KINDS_OF_WORK[""])[1]
