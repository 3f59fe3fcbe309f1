"""The audit log: who did what, when and why, as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.calendar import city_day, city_instant
from laoyou.core.errors import Refusal
from laoyou.infra import audit, exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.arrears.words import MARKS, OUTCOMES, STEPS
from laoyou.platforms.operations.forms import day_or_none, errors_of, number_or_none, page_of
from laoyou.platforms.operations.words import BOND_ROLES, FIELD_NAMES, ROLE_NAMES
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases
from laoyou.system.places import queries as places

AREAS = {
    "people": gettext_lazy("People and sign-in"),
    "places": gettext_lazy("Estates and homes"),
    "mandates": gettext_lazy("Mandates and tariffs"),
    "billing": gettext_lazy("Bills"),
    "payments": gettext_lazy("Payments"),
    "ledger": gettext_lazy("Books"),
    "files": gettext_lazy("Files"),
}
WORDS = {
    "role": {**ROLE_NAMES, **BOND_ROLES},
    "field": FIELD_NAMES,
    "step": STEPS,
    "outcome": OUTCOMES,
    "kind": MARKS,
}


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    who: str
    sentence: str
    reason: str
    estate: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What this person may see of the log, narrowed to what they ask for."""

    wanted: audit.ActsWanted
    names: dict[int, str]
    choices: list[tuple[int, str]]
    refusal: Refusal | None


@access.staff(Right.SEE_AUDIT)
def audit_log(request: access.Request) -> HttpResponse:
    """Show the acts in the estates where this person may see them, and in the centre's own affairs."""
    asked = _asked(request)
    wanted = asked.wanted
    page = audit.acts(
        estate_ids=wanted.estate_ids,
        area=wanted.area,
        who=wanted.who,
        since=wanted.since,
        before=wanted.before,
        of_staff=wanted.of_staff,
        page=page_of(request),
    )
    context = {
        "acts": [_act(row, asked.names) for row in page.rows],
        "page": page,
        "estates": [("", gettext("All")), *asked.choices],
        "areas": [("", gettext("All")), *AREAS.items()],
        "errors": errors_of(asked.refusal),
    }
    return render(request, "operations/audit_log.html", context)


@access.staff(Right.SEE_AUDIT)
def audit_export(request: access.Request) -> HttpResponseBase:
    """Hand out the log as it is filtered, which is itself written down."""
    asked = _asked(request)
    total, rows = audit.every_act(asked.wanted)
    acts = (_act(row, asked.names) for row in rows)
    answer = exports.response(
        file_name=f"{gettext('Audit log')} {city_day(request.at).isoformat()}",
        title=gettext("Audit log"),
        columns=[
            exports.Column(gettext("When"), exports.Kind.MOMENT),
            exports.Column(gettext("Who"), width=16),
            exports.Column(gettext("What"), width=60),
            exports.Column(gettext("Reason"), width=30),
            exports.Column(gettext("Estate"), width=20),
        ],
        rows=((act.at, act.who, act.sentence, act.reason, act.estate) for act in acts),
    )
    use_cases.write_down_acts_handed_out(actor=request.actor, at=request.at, rows=total)
    return answer


def _asked(request: access.Request) -> Asked:
    actor = request.actor
    names = {estate.id: estate.name for estate in places.estates_for(actor=actor)}
    visible = [estate_id for estate_id in actor.estates_with(Right.SEE_AUDIT) if estate_id in names]
    choices = [(estate_id, names[estate_id]) for estate_id in visible]
    of_staff = None
    if actor.may(Right.SEE_AUDIT, 0):
        if not (Right.SEE_AUDIT in actor.everywhere or actor.may(Right.MANAGE_ORGANISATIONS, 0)):
            of_staff = people.colleagues_of(actor)
        visible.append(0)
        choices.insert(0, (0, gettext("The centre itself")))
    estate_id, area = number_or_none(request.GET.get("estate", "")), request.GET.get("area", "")
    refusal, since, until = None, None, None
    try:
        since = day_or_none(request.GET.get("since", ""), field="since")
        until = day_or_none(request.GET.get("until", ""), field="until")
    except Refusal as error:
        refusal = error
    wanted = audit.ActsWanted(
        estate_ids=[estate_id] if estate_id in visible else visible,
        area=area if area in AREAS else "",
        who=request.GET.get("who", "").strip(),
        since=city_instant(since) if since else None,
        before=city_instant(until + timedelta(days=1)) if until else None,
        of_staff=of_staff,
    )
    return Asked(wanted, names, choices, refusal)


def _act(row: audit.Written, names: dict[int, str]) -> Act:
    return Act(
        at=row.at,
        who=row.actor_name or gettext("The calendar"),
        sentence=audit.sentence(row, WORDS),
        reason=row.reason,
        estate=names.get(row.estate_id, "") if row.estate_id else gettext("The centre itself"),
    )
