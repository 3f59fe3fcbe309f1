"""The settlement of each closed year: prepared by one person, published by another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal, mark
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.rules.settlement import MODE_NAMES, Mode, Terms
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places


class NotAPercentage(Refusal):
    code = "settlements.not_a_percentage"
    sentence = mark("Write the percentage as a number from 0 to 100, with at most two decimals.")


@access.staff(Right.SEE_BOOKS)
def settlements(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the years that are settled, and the form for one that is closed."""
    return _page(request, estate_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def prepare_settlement(request: access.Request, estate_id: int) -> HttpResponse:
    typed = {
        name: request.POST.get(name, "").strip() for name in ("year", "mode", "percent", "amount", "text", "drawn")
    }
    try:
        use_cases.prepare_settlement(
            actor=request.actor,
            estate_id=estate_id,
            year=int(typed["year"]) if typed["year"].isdecimal() and len(typed["year"]) == 4 else 0,
            mode=Mode(typed["mode"]) if typed["mode"] in list(Mode) else Mode.LUMP_SUM,
            terms=Terms(_percent(typed["percent"]), Money.parse(typed["amount"] or "0")),
            terms_text=typed["text"],
            drawn=Money.parse(typed["drawn"] or "0"),
            at=request.at,
        )
    except Refusal as refusal:
        return _page(request, estate_id, typed, refusal)
    flash.say(request, gettext("Prepared. A second person looks at it and publishes it."))
    return redirect("operations:settlements", estate_id=estate_id)


@access.staff(Right.ADOPT_BUDGET)
@require_POST
def publish_settlement(request: access.Request, estate_id: int, year: int) -> HttpResponse:
    try:
        use_cases.publish_settlement(actor=request.actor, estate_id=estate_id, year=year, at=request.at)
    except Refusal as refusal:
        return _page(request, estate_id, {}, refusal)
    flash.say(request, gettext("Published. Everybody reads it now."))
    return redirect("operations:settlements", estate_id=estate_id)


def _percent(text: str) -> int:
    """Return a typed percentage in hundredths of a percent. Raises: NotAPercentage."""
    try:
        hundredths = Decimal(text or "0") * 100
    except InvalidOperation:
        raise NotAPercentage from None
    if not hundredths.is_finite() or hundredths != int(hundredths) or not 0 <= hundredths <= 10_000:
        raise NotAPercentage
    return int(hundredths)


def _page(
    request: access.Request, estate_id: int, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    known = queries.settlements_for(actor=actor, estate_id=estate_id)
    published = {view.year for view in known if view.published_at}
    years = [year for year in queries.closed_years(estate_id, today) if year not in published]
    mandate = mandates.mandate_in_force(estate_id, today)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "settled": known,
        "years": [(str(year), str(year)) for year in years],
        "modes": [(mode.value, gettext(name)) for mode, name in MODE_NAMES.items()],
        "typed": {"mode": mandate.fee_mode if mandate else ""} | dict(typed or {}),
        "refusal": refusal,
        "actor_id": actor.user_id,
        "may_prepare": actor.may(Right.PREPARE_BUDGET, estate_id),
        "may_publish": actor.may(Right.ADOPT_BUDGET, estate_id),
    }
    return render(request, "operations/settlements.html", context, status=409 if refusal else 200)
