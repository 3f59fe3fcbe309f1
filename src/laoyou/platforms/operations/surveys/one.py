"""One survey: how far it is, who walks through what, what was found, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports, files, pictures
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities.words import skills
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.platforms.operations.surveys import words
from laoyou.platforms.operations.surveys.report import report_of
from laoyou.platforms.operations.surveys.report_pdf import report_pdf
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.rules.accounts import ACCOUNT_NAMES, Account
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places
from laoyou.system.work.surveys import queries, use_cases

THUMBNAIL = 208


@access.staff(Right.SURVEY)
def survey(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """Show a survey with its findings, the worst first."""
    actor, wanted = request.actor, _wanted(request)
    where: dict[str, Any] = {"actor": actor, "estate_id": estate_id, "survey_id": survey_id}
    may_decide = actor.may(Right.DISPATCH_ORDERS, estate_id)
    view = queries.survey_for(**where)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id)
        if actor.may(Right.SEE_ESTATE, estate_id)
        else None,
        "survey": view,
        "page": queries.findings_for(**where, wanted=wanted, page=page_of(request)),
        "parts": queries.parts_of(**where),
        "wanted": wanted,
        "states": words.surveys(),
        "finding_states": words.findings(),
        "severities": words.severities(),
        "bars": [
            (severity, name, view.counted.severities[severity - 1]) for severity, name in words.severities().items()
        ],
        "severity_choices": [("", gettext("All")), *words.severities().items()],
        "state_choices": [("", gettext("All")), *words.findings().items()],
        "part_choices": [("", gettext("All")), *words.parts().items()],
        "skill_choices": list(skills().items()),
        "campaign_choices": queries.campaigns_to_choose(actor=actor, estate_id=estate_id),
        "line_choices": _lines(request, estate_id) if may_decide else [],
        "colleagues": people.people_of_organisation(organisation_id=actor.organisation_id or 0) if may_decide else [],
        "is_filtered": bool(wanted.severity or wanted.state or wanted.search or wanted.part),
        "may_decide": may_decide and view.state != "adopted",
        "may_budget": actor.may(Right.PREPARE_BUDGET, estate_id),
        "may_adopt": actor.may(Right.ADOPT_SURVEY, estate_id),
    }
    return render(request, "operations/survey.html", context)


@access.staff(Right.SURVEY)
def findings_export(request: access.Request, estate_id: int, survey_id: int) -> HttpResponseBase:
    """Hand out the findings as they are filtered."""
    where: dict[str, Any] = {"actor": request.actor, "estate_id": estate_id, "survey_id": survey_id}
    view, kind = queries.survey_for(**where), exports.Kind
    page = queries.findings_for(**where, wanted=_wanted(request), size=exports.READ_AT_MOST)
    severities, states = words.severities(), words.findings()
    return exports.response(
        file_name=f"{view.estate_name} {view.name}",
        title=gettext("Findings"),
        columns=[
            exports.Column(gettext("Number"), kind.NUMBER),
            exports.Column(gettext("Severity"), width=10),
            exports.Column(gettext("Where"), width=24),
            exports.Column(gettext("Point"), width=24),
            exports.Column(gettext("What was seen"), width=40),
            exports.Column(gettext("What becomes of it"), width=16),
            exports.Column(gettext("Work order"), width=14),
            exports.Column(gettext("Campaign"), width=18),
            exports.Column(gettext("Reason"), width=24),
            exports.Column(gettext("Seen by"), width=12),
            exports.Column(gettext("Seen at"), kind.MOMENT),
        ],
        rows=(
            (
                *(row.number, severities[row.severity], row.where, row.point, row.text, states[row.state]),
                *(row.order_number, row.campaign_name, row.reason, row.found_by_name, row.found_at),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def hand_out(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """Hand the chosen places to a colleague."""
    part_ids = [int(text) for text in request.POST.getlist("part") if number_or_none(text) is not None]
    surveyor = number_or_none(request.POST.get("surveyor", "")) or 0

    def act() -> str:
        use_cases.hand_out(
            actor=request.actor,
            estate_id=estate_id,
            survey_id=survey_id,
            part_ids=part_ids,
            surveyor_id=surveyor,
            at=request.at,
        )
        count = len(part_ids)
        return ngettext("%(count)s place handed out.", "%(count)s places handed out.", count) % {"count": count}

    return _acted(request, estate_id, survey_id, act)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def move_survey(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """End the survey, take it up again, or adopt it."""

    def act() -> str:
        to_state = request.POST.get("to", "")
        use_cases.move_survey(
            actor=request.actor, estate_id=estate_id, survey_id=survey_id, to_state=to_state, at=request.at
        )
        return gettext("The survey is now: %(state)s.") % {"state": words.surveys()[to_state]}

    return _acted(request, estate_id, survey_id, act)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def decide_findings(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """Decide what becomes of the chosen findings."""
    typed = request.POST
    ids = [int(text) for text in typed.getlist("finding") if number_or_none(text) is not None]
    where: dict[str, Any] = {"actor": request.actor, "estate_id": estate_id, "at": request.at}

    def act() -> str:
        decision = typed.get("decision", "")
        if decision == "order":
            minutes = number_or_none(typed.get("minutes", "")) or 0
            opened = use_cases.order_findings(**where, finding_ids=ids, skill=typed.get("skill", ""), minutes=minutes)
            count = len(opened)
            return ngettext("%(count)s work order opened.", "%(count)s work orders opened.", count) % {"count": count}
        if decision == "campaign":
            campaign_id = number_or_none(typed.get("campaign", "")) or 0
            use_cases.into_campaign(**where, finding_ids=ids, campaign_id=campaign_id)
            return gettext("Put into the campaign.")
        for finding_id in ids[:1]:
            if decision == "budget":
                _into_budget(typed.get("line", ""), typed.get("amount", ""), where, finding_id)
                return gettext("Put into the drafted budget.")
            if decision == "accept":
                use_cases.accept_finding(**where, finding_id=finding_id, reason=typed.get("reason", ""))
                return gettext("Accepted as it is. The reason stands in the report.")
            if decision == "anew":
                use_cases.decide_anew(**where, finding_id=finding_id, reason=typed.get("reason", ""))
                return gettext("To be decided anew.")
        raise NotFound

    return _acted(request, estate_id, survey_id, act)


@access.staff(Right.SURVEY)
def finding_photo(
    request: access.Request, estate_id: int, survey_id: int, finding_id: int, file_id: int
) -> HttpResponseBase:
    """Hand out a photo of a finding, small for lists."""
    kept = queries.finding_photo(actor=request.actor, estate_id=estate_id, finding_id=finding_id, file_id=file_id)
    if request.GET.get("small"):
        return files.response(pictures.small_copy(estate_id=estate_id, file_id=kept, side=THUMBNAIL))
    return files.response(files.open_stored(estate_id=estate_id, file_id=kept))


@access.staff(Right.SURVEY)
def survey_report(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """Hand out the report for the principal as PDF."""
    report = report_of(actor=request.actor, estate_id=estate_id, survey_id=survey_id, at=request.at)
    answer = HttpResponse(report_pdf(report), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="survey-{survey_id}.pdf"'
    return answer


def _into_budget(line: str, amount: str, where: dict[str, Any], finding_id: int) -> None:
    budget_id, _, account = line.partition("-")
    use_cases.into_budget(
        **where,
        finding_id=finding_id,
        budget_id=number_or_none(budget_id) or 0,
        account=number_or_none(account) or 0,
        amount=Money.parse(amount),
    )


def _lines(request: access.Request, estate_id: int) -> list[tuple[str, str]]:
    """Return the lines of drafted budgets, as (budget-account, words)."""
    if not request.actor.may(Right.PREPARE_BUDGET, estate_id):
        return []
    year = city_day(request.at).year
    return [
        (f"{budget.id}-{int(line.account)}", f"{budget.year} · {gettext(ACCOUNT_NAMES[line.account])}")
        for budget in budgets.budgets_for(actor=request.actor, estate_id=estate_id)
        if budget.state == "drafted" and budget.year >= year
        for line in budget.lines
        if Account.WAGES <= line.account <= Account.OTHER_EXPENSE
    ]


def _wanted(request: access.Request) -> queries.FindingsWanted:
    given = request.GET
    return queries.FindingsWanted(
        severity=number_or_none(given.get("severity", "")),
        state=given.get("state", ""),
        part=given.get("part", ""),
        search=given.get("search", "").strip(),
    )


def _acted(request: access.Request, estate_id: int, survey_id: int, act: Any) -> HttpResponse:
    """Do the act, say what came of it, and show the survey as it was being looked at."""
    try:
        said = act()
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, said)
    address = reverse("operations:survey", args=[estate_id, survey_id])
    query = request.POST.get("query", "")
    return redirect(f"{address}?{query}" if query else address)
