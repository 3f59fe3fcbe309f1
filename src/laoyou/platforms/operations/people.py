"""A person of an estate: homes, relatives who act, masked data opened for a reason, and who looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal, Several
from laoyou.infra import scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.platforms.operations.words import BOND_ROLES, FIELD_NAMES, PERSON_KINDS
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import PeopleRefusal
from laoyou.system.people.rules.shares import share_of
from laoyou.system.places import queries as places
from laoyou.system.places.errors import NoSuchHomeNumber


class Bond(TypedDict):
    """The fields of a bond as the use case takes them."""

    home_id: int
    role: str
    share_parts: int
    share_whole: int
    starts_on: date


@access.staff(Right.SEE_PEOPLE)
def person(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    return _person(request, estate_id, person_id)


@access.staff(Right.OPEN_PERSONAL_DATA)
@require_POST
def open_data(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    """Show one field in clear, on this one answer only; the reason is written down first."""
    field = request.POST.get("field", "")
    try:
        text = use_cases.open_personal_data(
            actor=request.actor,
            estate_id=estate_id,
            person_id=person_id,
            field=field,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except PeopleRefusal as refusal:
        return _person(request, estate_id, person_id, opening=field, refusal=refusal)
    return _person(request, estate_id, person_id, clear={field: text})


@access.staff(Right.EDIT_PEOPLE)
def add_person(request: access.Request, estate_id: int) -> HttpResponse:
    """Record a person and bind them to a home, in one step; or somebody who is recorded already."""
    home_id = number_or_none(request.GET.get("home", request.POST.get("home", "")))
    refusal = None
    if request.method == "POST":
        try:
            with scope.estate(estate_id):  # a refusal of the bond takes back the record, too
                person_id = _add_and_bind(request, estate_id, home_id)
            flash.say(request, gettext("Recorded."))
            return redirect("operations:person", estate_id=estate_id, person_id=person_id)
        except Refusal as error:
            refusal = error
    actor = request.actor
    typed = request.POST or {"starts_on": city_day(request.at).isoformat(), "role": "owner", "kind": "natural"}
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "home": places.home_for(actor=actor, estate_id=estate_id, home_id=home_id) if home_id else None,
        "typed": typed,
        "roles": list(BOND_ROLES.items()),
        "kinds": list(PERSON_KINDS.items()),
        "errors": errors_of(refusal),
    }
    return render(request, "operations/person_add.html", context, status=422 if refusal else 200)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def edit_person(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    """Correct what was typed; an empty field stays as it is, since what is there is not shown."""
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "telephone", "id_number")}
    changes = {name: text for name, text in typed.items() if text}
    if request.POST.get("no_telephone"):
        changes["telephone"] = ""
    return _done(request, estate_id, person_id, "edit", gettext("Corrected."), use_cases.edit_person, **changes)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def bind(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    """Bind a person to one more home."""
    try:
        with scope.estate(estate_id):
            bond = _bond(request, estate_id)
            use_cases.bind_person(actor=request.actor, estate_id=estate_id, person_id=person_id, at=request.at, **bond)
    except Refusal as refusal:
        return _person(request, estate_id, person_id, opening="bind", refusal=refusal)
    flash.say(request, gettext("Recorded."))
    return redirect("operations:person", estate_id=estate_id, person_id=person_id)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def end_bond(request: access.Request, estate_id: int, person_id: int, bond_id: int) -> HttpResponse:
    try:
        ends_before = day_of(request.POST.get("ends_before", ""), field="ends_before")
        use_cases.end_bond(
            actor=request.actor,
            estate_id=estate_id,
            bond_id=bond_id,
            ends_before=ends_before,
            at=request.at,
        )
    except Refusal as refusal:
        return _person(request, estate_id, person_id, opening=f"end-{bond_id}", refusal=refusal)
    flash.say(request, gettext("Ended."))
    return redirect("operations:person", estate_id=estate_id, person_id=person_id)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def link(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    """Tie the record to the sign-in of its telephone, or untie it."""
    act = use_cases.unlink_person if request.POST.get("untie") else use_cases.link_person
    said = gettext("Untied.") if request.POST.get("untie") else gettext("Tied to the sign-in of this telephone.")
    return _done(request, estate_id, person_id, "link", said, act)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def delegate(request: access.Request, estate_id: int, person_id: int) -> HttpResponse:
    """Let a relative act for the person, as they asked at the desk."""
    typed = {name: request.POST.get(name, "") for name in ("telephone", "name", "relation")}
    said = gettext("Both get a message. Either can end it at any time.")
    return _done(request, estate_id, person_id, "delegate", said, use_cases.delegate, **typed)


@access.staff(Right.EDIT_PEOPLE)
@require_POST
def revoke(request: access.Request, estate_id: int, person_id: int, delegation_id: int) -> HttpResponse:
    try:
        use_cases.revoke_delegation(
            actor=request.actor,
            estate_id=estate_id,
            delegation_id=delegation_id,
            at=request.at,
        )
    except PeopleRefusal as refusal:
        return _person(request, estate_id, person_id, refusal=refusal)
    flash.say(request, gettext("Ended."))
    return redirect("operations:person", estate_id=estate_id, person_id=person_id)


def _done(
    request: access.Request,
    estate_id: int,
    person_id: int,
    opening: str,
    said: str,
    act: Callable[..., object],
    **given: str,
) -> HttpResponse:
    """Do one act on the person and come back to the page, to the dialog `opening` when it is refused."""
    try:
        act(
            actor=request.actor,
            estate_id=estate_id,
            person_id=person_id,
            at=request.at,
            **given,
        )
    except (PeopleRefusal, Several) as refusal:
        return _person(request, estate_id, person_id, opening=opening, refusal=refusal)
    flash.say(request, said)
    return redirect("operations:person", estate_id=estate_id, person_id=person_id)


def _add_and_bind(request: access.Request, estate_id: int, home_id: int | None) -> int:
    """Record the person and the bond. Raises: everything that is wrong with either, at once."""
    typed, checks = request.POST, Checks()
    with checks:
        person_id = use_cases.add_person(
            actor=request.actor,
            estate_id=estate_id,
            kind=typed.get("kind", "natural"),
            name=typed.get("name", ""),
            telephone=typed.get("telephone", ""),
            id_number=typed.get("id_number", ""),
            at=request.at,
        )
    with checks:
        bond = _bond(request, estate_id, home_id)
    checks.end()
    use_cases.bind_person(actor=request.actor, estate_id=estate_id, person_id=person_id, at=request.at, **bond)
    return person_id


def _bond(request: access.Request, estate_id: int, home_id: int | None = None) -> Bond:
    """Return what the form says of the bond. Raises: what is missing or can't be read, all of it at once."""
    typed, checks = request.POST, Checks()
    with checks:
        home_id = home_id or _home_named(request, estate_id)
    with checks:
        parts, whole = share_of(typed.get("share", "") if typed.get("role") == "owner" else "")
    with checks:
        starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
    checks.end()
    return Bond(
        home_id=home_id or 0, role=typed.get("role", ""), share_parts=parts, share_whole=whole, starts_on=starts_on
    )


def _home_named(request: access.Request, estate_id: int) -> int:
    text = request.POST.get("home_label", "").strip()
    home_id = places.home_id_by_text(actor=request.actor, estate_id=estate_id, text=text)
    if home_id is None:
        raise NoSuchHomeNumber(text=text)
    return home_id


def _person(
    request: access.Request,
    estate_id: int,
    person_id: int,
    *,
    clear: dict[str, str] | None = None,
    opening: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Show the page; `clear` holds the field just opened, `opening` the dialog that was refused."""
    actor = request.actor
    at = request.at
    today = city_day(at)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "person": queries.person_for(actor=actor, estate_id=estate_id, person_id=person_id, day=today),
        "clear": clear or {},
        "opening": opening,
        "errors": errors_of(refusal),
        "typed": request.POST or {"role": "owner", "starts_on": today.isoformat()},
        "today": today.isoformat(),
        "roles": list(BOND_ROLES.items()),
        "fields": list(FIELD_NAMES.items()),
        "may_edit": actor.may(Right.EDIT_PEOPLE, estate_id),
        "may_open": actor.may(Right.OPEN_PERSONAL_DATA, estate_id),
        "address": reverse("operations:person", kwargs={"estate_id": estate_id, "person_id": person_id}),
    }
    return render(request, "operations/person.html", context, status=422 if refusal else 200)
