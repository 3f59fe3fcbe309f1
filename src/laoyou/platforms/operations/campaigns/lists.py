"""Campaigns over one estate or all, and the form for one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities.words import estates, with_all
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.surveys import words
from laoyou.platforms.operations.surveys.tabs import tabs_of
from laoyou.system.places import queries as places
from laoyou.system.work.surveys import queries, use_cases
from laoyou.system.work.surveys.use_cases import AboutCampaign


@access.staff(Right.SURVEY)
def campaigns(request: access.Request) -> HttpResponse:
    """Show the campaigns of all my estates."""
    return _list(request, None)


@access.staff(Right.SURVEY)
def estate_campaigns(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the campaigns of one estate."""
    return _list(request, estate_id)


@access.staff(Right.SURVEY)
def campaigns_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    kind, states = exports.Kind, words.campaigns()
    page = queries.campaigns_for(actor=request.actor, wanted=_wanted(request, None), size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{gettext('Campaigns')} {city_day(request.at).isoformat()}",
        title=gettext("Campaigns"),
        columns=[
            exports.Column(gettext("Estate"), width=16),
            exports.Column(gettext("Campaign"), width=24),
            exports.Column(gettext("First day"), kind.DAY),
            exports.Column(gettext("Last day"), kind.DAY),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Goals"), width=40),
            exports.Column(gettext("People"), kind.NUMBER),
            exports.Column(gettext("Volunteers"), kind.NUMBER),
            exports.Column(gettext("Hours given"), width=8),
            exports.Column(gettext("Cost"), kind.MONEY),
            exports.Column(gettext("Places before and after"), kind.NUMBER),
            exports.Column(gettext("Findings solved"), kind.NUMBER),
        ],
        rows=(
            (
                *(row.estate_name, row.name, row.starts_on, row.last_day, states[row.state], row.goals),
                *(row.heads, row.volunteers, row.hours, row.cost, len(row.pairs), row.solved),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
def plan_campaign(request: access.Request, estate_id: int) -> HttpResponse:
    """Plan a campaign."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            campaign_id = use_cases.plan_campaign(
                actor=request.actor, estate_id=estate_id, about=about_of(request), at=request.at
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("The campaign is planned."))
            return redirect("operations:campaign", estate_id=estate_id, campaign_id=campaign_id)
    return form(request, estate_id, refusal, request.POST, None)


def form(
    request: access.Request, estate_id: int, refusal: Refusal | None, typed: Any, campaign: queries.CampaignView | None
) -> HttpResponse:
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "campaign": campaign,
        "typed": typed,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/campaign_form.html", context, status=422 if refusal else 200)


def about_of(request: access.Request) -> AboutCampaign:
    """Return what was typed of a campaign. Raises: NotADay; NotAnAmount; several at once."""
    typed, checks, today = request.POST, Checks(), city_day(request.at)
    starts_on, last_day, cost = today, today, Money(0)
    with checks:
        starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
    with checks:
        last_day = day_of(typed.get("last_day", ""), field="last_day")
    with checks:
        cost = Money.parse(typed.get("cost", "").strip() or "0")
    checks.end()
    return AboutCampaign(
        name=typed.get("name", ""),
        goals=typed.get("goals", ""),
        places=typed.get("places", ""),
        starts_on=starts_on,
        last_day=last_day,
        cost=cost,
        cost_note=typed.get("cost_note", ""),
        result=typed.get("result", ""),
        thanks=typed.get("thanks", ""),
    )


def _wanted(request: access.Request, estate_id: int | None) -> queries.CampaignsWanted:
    chosen = estate_id if estate_id is not None else number_or_none(request.GET.get("estate", ""))
    return queries.CampaignsWanted(
        estate_ids=[chosen] if chosen else None,
        state=request.GET.get("state", ""),
        search=request.GET.get("search", "").strip(),
    )


def _list(request: access.Request, estate_id: int | None) -> HttpResponse:
    actor, wanted = request.actor, _wanted(request, estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id) if estate_id is not None else None,
        "page": queries.campaigns_for(actor=actor, wanted=wanted, page=page_of(request)),
        "wanted": wanted,
        "chosen": wanted.estate_ids[0] if wanted.estate_ids else "",
        "states": words.campaigns(),
        "state_choices": with_all(words.campaigns()),
        "estate_choices": [("", gettext("All")), *estates(actor, Right.SURVEY)],
        "is_filtered": bool(wanted.state or wanted.search),
        "may_plan": estate_id is not None and actor.may(Right.DISPATCH_ORDERS, estate_id),
        "tabs": tabs_of(actor, estate_id, "campaigns"),
    }
    return render(request, "operations/campaigns.html", context)
