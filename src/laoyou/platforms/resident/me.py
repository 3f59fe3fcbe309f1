"""Me: my homes and who is in their records, relatives who act for me, who looked at my data."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.words import BONDS, FIELDS
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_use_cases
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class TypedRelative:
    """What was typed about a relative, as typed, so that an error costs nobody a second try."""

    estate: str = ""
    name: str = ""
    relation: str = ""
    telephone: str = ""


@access.resident
def me(request: HttpRequest) -> HttpResponse:
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    actor, day = frame.actor_of(request), frame.today(request)
    context = {
        "user": people.my_user(actor),
        "people": [
            (person, BONDS.get(person.role, person.role))
            for person in people.people_of_home(actor=actor, estate_id=chosen[0], home_id=chosen[1], day=day)
        ],
        "homes": len(actor.homes),
    }
    return frame.page(request, "resident/me.html", context, hand=frame.hand_of(request, chosen))


@access.resident
@require_http_methods(["GET", "POST"])
def relatives(request: HttpRequest) -> HttpResponse:
    """Show who acts for me and for whom I act; name a relative."""
    typed, trouble = TypedRelative(), ""
    if request.method == "POST":
        typed = TypedRelative(**{name: request.POST.get(name, "") for name in TypedRelative.__slots__})
        try:
            _delegate(request, typed)
        except NotFound:
            raise
        except Refusal as refusal:
            trouble = access.sentence(refusal)
        else:
            return redirect("resident:relatives")
    actor, day = frame.actor_of(request), frame.today(request)
    names = {estate.id: estate.name for estate in places.estates_for(actor=actor)}
    context = {
        "relatives": people.relatives_of(actor=actor, day=day),
        "acted_for": people.residents_acted_for(actor=actor, day=day),
        "records": [(str(record.estate_id), names.get(record.estate_id, "")) for record in people.own_records(actor)],
        "typed": typed,
        "trouble": trouble,
    }
    return frame.page(request, "resident/relatives.html", context, status=422 if trouble else 200)


def _delegate(request: HttpRequest, typed: TypedRelative) -> None:
    actor = frame.actor_of(request)
    records = {str(record.estate_id): record for record in people.own_records(actor)}
    record = records.get(typed.estate) or (next(iter(records.values())) if len(records) == 1 else None)
    if record is None:
        raise NotFound
    people_use_cases.delegate(
        actor=actor,
        estate_id=record.estate_id,
        person_id=record.person_id,
        telephone=typed.telephone,
        name=typed.name,
        relation=typed.relation,
        at=frame.at_of(request),
    )
    flash.say(request, gettext("%(name)s can now see and pay your bills.") % {"name": typed.name.strip()})


@access.resident
@require_POST
def revoke(request: HttpRequest, estate_id: int, delegation_id: int) -> HttpResponse:
    """End a delegation, from either side."""
    people_use_cases.revoke_delegation(
        actor=frame.actor_of(request), estate_id=estate_id, delegation_id=delegation_id, at=frame.at_of(request)
    )
    flash.say(request, gettext("It has ended."))
    return redirect("resident:relatives")


@access.resident
def openings(request: HttpRequest) -> HttpResponse:
    found = people.openings_of(frame.actor_of(request))
    context = {"openings": [(opening, FIELDS.get(opening.field, opening.field)) for opening in found]}
    return frame.page(request, "resident/openings.html", context)
