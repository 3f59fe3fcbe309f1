"""Prices of an estate: the list with its history, and a new price, its end, or its withdrawal before it begins."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import fund_name
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import day_of, errors_of, given
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.errors import ItemWrong, NameMissing, RateWrong
from laoyou.system.mandates.rules.tariffs import Method, rate_of
from laoyou.system.places import queries as places

OWN_ITEM = "other"


@access.staff(Right.SEE_MANDATES)
def tariffs(request: access.Request, estate_id: int) -> HttpResponse:
    """Show all prices, those of now first, each with whose it is."""
    return _tariffs(request, estate_id)


@access.staff(Right.SEE_MANDATES)
def tariffs_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out all prices, those of before too."""
    actor, day, kind = request.actor, city_day(request.at), exports.Kind
    estate = places.estate_in_directory(actor=actor, estate_id=estate_id)
    return exports.response(
        file_name=f"{estate.name} {gettext('Prices')} {day.isoformat()}",
        title=gettext("Prices"),
        columns=[
            exports.Column(gettext("Item"), width=16),
            exports.Column(gettext("Name"), width=20),
            exports.Column(gettext("Price"), kind.NUMBER),
            exports.Column(gettext("Unit of the price"), width=18),
            exports.Column(gettext("Formula"), width=20),
            exports.Column(gettext("Applies to"), width=16),
            exports.Column(gettext("Fund"), width=12),
            exports.Column(pgettext("day", "From"), kind.DAY),
            exports.Column(gettext("Until before"), kind.DAY),
        ],
        rows=(
            (
                *(place_words.word("tariff_item", each.item), each.name, each.rate),
                *(place_words.word("tariff_unit", each.method), each.formula, _applies_to(each)),
                *(fund_name(Fund(each.fund)), each.starts_on, each.ends_before),
            )
            for each in queries.tariffs_for(actor=actor, estate_id=estate_id, day=day)
        ),
    )


def _applies_to(tariff: queries.TariffView) -> str:
    if tariff.is_default:
        return str(place_words.word("home_kind", tariff.home_kind)) if tariff.home_kind else gettext("all homes")
    return ngettext("%(number)s home", "%(number)s homes", tariff.homes) % {"number": tariff.homes}


@access.staff(Right.EDIT_MANDATES)
def set_tariff(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Set a price under a mandate."""
    actor, typed = request.actor, request.POST
    mandate = queries.mandate_for(actor=actor, estate_id=estate_id, mandate_id=mandate_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            checks, method = Checks(), typed.get("method", "")
            with checks:  # of a price by meter the ladder says the rates
                rate = Decimal(0) if method == Method.BY_METER else _rate(typed.get("rate", ""))
            with checks:
                item = given(_item(request), ItemWrong)
            with checks:
                name = given(typed.get("name", ""), NameMissing)
            with checks:
                starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
            checks.end()
            use_cases.set_tariff(
                actor=actor,
                estate_id=estate_id,
                mandate_id=mandate_id,
                item=item,
                name=name,
                method=method,
                rate=rate,
                fund=typed.get("fund", ""),
                starts_on=starts_on,
                is_default=method == Method.BY_METER
                or (method != Method.BY_COUNT and typed.get("applies", "all") != "given"),
                home_kind=typed.get("home_kind", ""),
                formula=typed.get("formula", ""),
                at=request.at,
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("The price is set."))
            return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)
    day = city_day(request.at)
    start = {
        "item": "service",
        "name": gettext("Property fee"),
        "method": "by_area",
        "fund": "service",
        "applies": "all",
        "starts_on": mandate.starts_on if mandate.starts_on > day or mandate.state == "draft" else day,
    }
    context = {
        "estate": places.estate_in_directory(actor=actor, estate_id=estate_id),
        "mandate": mandate,
        "typed": typed or _again(request, estate_id) or start,
        "errors": errors_of(refusal),
        "items": [*place_words.choices("tariff_item"), (OWN_ITEM, gettext("Something else"))],
        "methods": [
            (code, f"{word} ({place_words.word('tariff_unit', code)})")
            for code, word in place_words.choices("tariff_method")
        ],
        "funds": place_words.choices("tariff_fund"),
        "kinds": place_words.choices("home_kind", none=gettext("all kinds")),
        "applies": [
            ("all", gettext("to all homes that have no price of their own")),
            ("given", gettext("only to homes it is given to")),
        ],
    }
    return render(request, "operations/tariff_form.html", context, status=422 if refusal else 200)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def end_tariff(request: access.Request, estate_id: int, tariff_id: int) -> HttpResponse:
    try:
        use_cases.end_tariff(
            actor=request.actor,
            estate_id=estate_id,
            tariff_id=tariff_id,
            ends_before=day_of(request.POST.get("ends_before", ""), field="ends_before"),
            at=request.at,
        )
    except Refusal as refusal:
        return _tariffs(request, estate_id, f"end-{tariff_id}", {"ends_before": refusal})
    flash.say(request, gettext("Ended."))
    return redirect("operations:tariffs", estate_id=estate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def drop_tariff(request: access.Request, estate_id: int, tariff_id: int) -> HttpResponse:
    use_cases.drop_tariff(actor=request.actor, estate_id=estate_id, tariff_id=tariff_id, at=request.at)
    flash.say(request, gettext("Taken back. What it would have ended goes on."))
    return redirect("operations:tariffs", estate_id=estate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def take_over_tariffs(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Let the mandate begin with the prices of the one before."""
    taken = use_cases.take_over_tariffs(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id, at=request.at)
    said = ngettext("%(number)s price goes on unchanged.", "%(number)s prices go on unchanged.", taken)
    flash.say(request, said % {"number": taken})
    return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)


def _tariffs(
    request: access.Request, estate_id: int, opening: str = "", errors: dict[str, Refusal] | None = None
) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    found = queries.tariffs_for(actor=actor, estate_id=estate_id, day=day)
    mandates = queries.mandates_for(actor=actor, estate_id=estate_id)
    open_ones = [mandate for mandate in mandates if mandate.state in ("draft", "in_force")]
    chosen, sees_estate = request.GET.get("tariff", ""), actor.may(Right.SEE_ESTATE, estate_id)
    context = {
        "estate": places.estate_in_directory(actor=actor, estate_id=estate_id),
        "running": [tariff for tariff in found if not tariff.is_over(day)],
        "over": [tariff for tariff in found if tariff.is_over(day)],
        "homes": (
            queries.home_tariffs_of(actor=actor, estate_id=estate_id, tariff_id=int(chosen), day=day)
            if chosen.isdecimal() and len(chosen) < 17 and sees_estate
            else None
        ),
        "chosen": next((tariff for tariff in found if str(tariff.id) == chosen), None),
        "open_mandates": open_ones,
        "sees_estate": sees_estate,
        "may_edit": actor.may(Right.EDIT_MANDATES, estate_id),
        "day": day,
        "typed": request.POST,
        "opening": opening,
        "errors": errors or {},
    }
    return render(request, "operations/tariffs.html", context, status=422 if errors else 200)


def _rate(text: str) -> Decimal:
    rate = rate_of(text)
    if rate is None:
        raise RateWrong
    return rate


def _item(request: access.Request) -> str:
    item = request.POST.get("item", "")
    return request.POST.get("own_item", "").strip() if item == OWN_ITEM else item


def _again(request: access.Request, estate_id: int) -> dict[str, object]:
    """Return the fields of the price that is to be changed, when the address names one."""
    wanted = request.GET.get("tariff", "")
    found = queries.tariffs_for(actor=request.actor, estate_id=estate_id)
    old = next((tariff for tariff in found if str(tariff.id) == wanted), None)
    if old is None:
        return {}
    is_common = old.item in place_words.TABLES["tariff_item"]
    return {
        "item": old.item if is_common else OWN_ITEM,
        "own_item": "" if is_common else old.item,
        "name": old.name,
        "method": old.method,
        "rate": Decimal(old.plain_rate),
        "formula": old.formula,
        "fund": old.fund,
        "applies": "all" if old.is_default else "given",
        "home_kind": old.home_kind,
        "starts_on": city_day(request.at),
    }
