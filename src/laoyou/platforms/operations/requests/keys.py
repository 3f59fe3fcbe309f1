"""Keys of other city systems for Open311: the bureau's administrator makes and ends them."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of
from laoyou.system.work.requests import queries, use_cases


@access.staff(Right.MANAGE_ORGANISATIONS)
def api_keys(request: access.Request) -> HttpResponse:
    """Show the keys; a sent form makes one, which is shown this once."""
    made, refusal = "", None
    if request.method == "POST":
        try:
            made = use_cases.make_api_key(
                actor=request.actor,
                name=request.POST.get("name", ""),
                telephone=request.POST.get("telephone", ""),
                at=request.at,
            )
        except Refusal as refused:
            refusal = refused
    context = {
        "keys": queries.api_keys_for(actor=request.actor),
        "made": made,
        "typed": request.POST if refusal else {},
        "errors": errors_of(refusal),
    }
    return render(request, "operations/requests/keys.html", context, status=422 if refusal else 200)


@access.staff(Right.MANAGE_ORGANISATIONS)
def api_keys_export(request: access.Request) -> HttpResponseBase:
    """Hand out which keys there are; the keys themselves nobody knows."""
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Open311 keys')} {city_day(request.at).isoformat()}",
        title=gettext("Open311 keys"),
        columns=[
            exports.Column(gettext("System"), width=24),
            exports.Column(gettext("Begins with"), width=12),
            exports.Column(gettext("Made by"), width=12),
            exports.Column(gettext("Made at"), kind.MOMENT),
            exports.Column(gettext("Ended at"), kind.MOMENT),
        ],
        rows=(
            (key.name, key.hint, key.made_by_name, key.made_at, key.ended_at)
            for key in queries.api_keys_for(actor=request.actor)
        ),
    )


@access.staff(Right.MANAGE_ORGANISATIONS)
@require_POST
def end_api_key(request: access.Request, key_id: int) -> HttpResponse:
    """End a key at once."""
    use_cases.end_api_key(actor=request.actor, key_id=key_id, at=request.at)
    flash.say(request, gettext("The key has ended."))
    return redirect("operations:api_keys")
