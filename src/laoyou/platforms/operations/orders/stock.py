"""The company's list of materials and what they cost."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of
from laoyou.system.work.orders import queries, use_cases


@access.staff(Right.MANAGE_CREWS)
def materials(request: access.Request) -> HttpResponse:
    """Show the list."""
    return _materials(request)


def _materials(request: access.Request, refusal: Refusal | None = None) -> HttpResponse:
    search = request.GET.get("search", "").strip()
    context = {
        "rows": queries.materials_for(actor=request.actor, search=search),
        "search": search,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": "set" if refusal else "",
    }
    return render(request, "operations/materials.html", context, status=422 if refusal else 200)


@access.staff(Right.MANAGE_CREWS)
def materials_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list."""
    rows = queries.materials_for(actor=request.actor, search=request.GET.get("search", "").strip())
    return exports.response(
        file_name=f"{gettext('Materials')} {city_day(request.at).isoformat()}",
        title=gettext("Materials"),
        columns=[
            exports.Column(gettext("Material"), width=24),
            exports.Column(gettext("Unit"), width=10),
            exports.Column(gettext("Cost of one unit"), exports.Kind.MONEY),
            exports.Column(gettext("Since"), exports.Kind.DAY),
        ],
        rows=((row.name, row.unit, row.cost, row.starts_on) for row in rows),
    )


@access.staff(Right.MANAGE_CREWS)
@require_POST
def set_material(request: access.Request) -> HttpResponse:
    """Put something on the list, or change what it costs, or take it off."""
    typed, actor, at = request.POST, request.actor, request.at
    try:
        if typed.get("act") == "end":
            material = typed.get("material", "")
            use_cases.end_material(actor=actor, material_id=int(material) if material.isdecimal() else 0, at=at)
            flash.say(request, gettext("It is off the list."))
            return redirect("operations:materials")
        cost = Money.parse(typed.get("cost", ""))
        use_cases.set_material(actor=actor, name=typed.get("name", ""), unit=typed.get("unit", ""), cost=cost, at=at)
    except NotFound:
        raise
    except Refusal as refusal:
        return _materials(request, refusal)
    flash.say(request, gettext("It is on the list."))
    return redirect("operations:materials")
