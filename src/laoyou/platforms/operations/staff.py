"""Staff and their roles, and the organisations that give them: the administrator's pages."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right, system
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.words import ORGANISATION_KINDS, ROLE_NAMES
from laoyou.system.people import queries, use_cases
from laoyou.system.people.rules.roles import ROLES_OF_KIND, THE_CITYS
from laoyou.system.places import queries as places

_CITY = system("operations.staff")  # an administrator gives roles in estates whose inside they can't see


@access.staff(Right.MANAGE_STAFF)
def staff(request: access.Request) -> HttpResponse:
    return _staff(request)


@access.staff(Right.MANAGE_STAFF)
def staff_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    today, kind = city_day(request.at), exports.Kind
    rows = use_cases.hand_out_staff(
        actor=request.actor,
        at=request.at,
        day=today,
        search=request.GET.get("search", "").strip(),
        role=request.GET.get("role", ""),
        most=exports.ROWS_OF_A_SHEET,
    )
    return exports.response(
        file_name=f"{gettext('Staff and roles')} {today.isoformat()}",
        title=gettext("Staff and roles"),
        columns=[
            exports.Column(gettext("Name"), width=14),
            exports.Column(gettext("Login"), width=16),
            exports.Column(gettext("Organisation"), width=28),
            exports.Column(gettext("Roles today"), width=28),
            exports.Column(gettext("Second factor"), width=12),
            exports.Column(gettext("Last sign-in"), kind.MOMENT),
            exports.Column(gettext("State"), width=12),
        ],
        rows=(
            (
                *(row.name, row.login, row.employer),
                ", ".join(str(ROLE_NAMES.get(held.role, held.role)) for held in row.running_roles),
                gettext("set up") if row.has_second_factor else gettext("not set up"),
                row.last_sign_in_at,
                "" if row.is_active else gettext("closed"),
            )
            for row in rows
        ),
    )


@access.staff(Right.MANAGE_STAFF)
@require_POST
def add_staff(request: access.Request) -> HttpResponse:
    """Add a login, then lead to it: without a role it opens nothing."""
    try:
        user_id = use_cases.add_staff(
            actor=request.actor,
            organisation_id=_employer(request),
            login=request.POST.get("login", ""),
            name=request.POST.get("name", ""),
            password=request.POST.get("password", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _staff(request, refusal)
    flash.say(request, gettext("Added. Now give a role: without one the login opens nothing."), tone="soon")
    return redirect("operations:staff_member", user_id=user_id)


@access.staff(Right.MANAGE_STAFF)
def staff_member(request: access.Request, user_id: int) -> HttpResponse:
    return _member(request, user_id)


@access.staff(Right.MANAGE_STAFF)
@require_POST
def give_role(request: access.Request, user_id: int) -> HttpResponse:
    typed = request.POST
    try:
        member = _shown(request, user_id)
        use_cases.give_role(
            actor=request.actor,
            user_id=user_id,
            organisation_id=member.employer_id,
            role=typed.get("role", ""),
            only_estate_id=number_or_none(typed.get("estate", "")),
            starts_on=day_of(typed.get("starts_on", ""), field="starts_on"),
            at=request.at,
        )
    except Refusal as refusal:
        return _member(request, user_id, opening="give", refusal=refusal)
    flash.say(request, gettext("The role is given."))
    return redirect("operations:staff_member", user_id=user_id)


@access.staff(Right.MANAGE_STAFF)
@require_POST
def end_role(request: access.Request, user_id: int, role_id: int) -> HttpResponse:
    try:
        ends_before = day_of(request.POST.get("ends_before", ""), field="ends_before")
        use_cases.end_role(
            actor=request.actor,
            role_id=role_id,
            ends_before=ends_before,
            at=request.at,
        )
    except Refusal as refusal:
        return _member(request, user_id, opening=f"end-{role_id}", refusal=refusal)
    flash.say(request, gettext("The role ends on that day."))
    return redirect("operations:staff_member", user_id=user_id)


@access.staff(Right.MANAGE_STAFF)
@require_POST
def reset_sign_in(request: access.Request, user_id: int) -> HttpResponse:
    try:
        use_cases.reset_sign_in(
            actor=request.actor,
            user_id=user_id,
            password=request.POST.get("password", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _member(request, user_id, opening="reset", refusal=refusal)
    flash.say(request, gettext("The new password holds. The second factor has to be set up again."))
    return redirect("operations:staff_member", user_id=user_id)


@access.staff(Right.MANAGE_STAFF)
@require_POST
def set_active(request: access.Request, user_id: int) -> HttpResponse:
    is_active = request.POST.get("active") == "1"
    try:
        use_cases.set_staff_active(
            actor=request.actor,
            user_id=user_id,
            is_active=is_active,
            at=request.at,
        )
    except Refusal as refusal:
        return _member(request, user_id, refusal=refusal)
    flash.say(request, gettext("The login is open again.") if is_active else gettext("The login is closed."))
    return redirect("operations:staff_member", user_id=user_id)


@access.staff(Right.MANAGE_ORGANISATIONS)
@require_POST
def keep_merchant_account(request: access.Request, organisation_id: int) -> HttpResponse:
    try:
        use_cases.let_keep_merchant_account(actor=request.actor, organisation_id=organisation_id, at=request.at)
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("This company keeps the merchant account from now on."))
    return redirect("operations:organisations")


@access.staff(Right.MANAGE_ORGANISATIONS)
def organisations(request: access.Request) -> HttpResponse:
    """Show the organisations; a sent form adds one."""
    refusal = None
    typed = request.POST
    if request.method == "POST":
        try:
            use_cases.add_organisation(
                actor=request.actor,
                name=typed.get("name", ""),
                kind=typed.get("kind", ""),
                division_code=typed.get("division_code", ""),
                telephone=typed.get("telephone", ""),
                at=request.at,
            )
            flash.say(request, gettext("Added."))
            return redirect("operations:organisations")
        except Refusal as error:
            refusal = error
    search, kind = request.GET.get("search", "").strip(), request.GET.get("kind", "")
    context = {
        "organisations": queries.organisations_for(actor=request.actor, search=search, kind=kind),
        "search": search,
        "kind": kind,
        "kind_names": ORGANISATION_KINDS,
        "kinds": list(ORGANISATION_KINDS.items()),
        "every_kind": [("", gettext("All kinds")), *ORGANISATION_KINDS.items()],
        "divisions": _divisions(),
        "typed": typed,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/organisations.html", context, status=422 if refusal else 200)


@access.staff(Right.MANAGE_ORGANISATIONS)
def organisations_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    rows = use_cases.hand_out_organisations(
        actor=request.actor,
        at=request.at,
        search=request.GET.get("search", "").strip(),
        kind=request.GET.get("kind", ""),
    )
    return exports.response(
        file_name=f"{gettext('Organisations')} {city_day(request.at).isoformat()}",
        title=gettext("Organisations"),
        columns=[
            exports.Column(gettext("Organisation"), width=32),
            exports.Column(gettext("Kind"), width=18),
            exports.Column(gettext("Where"), width=20),
            exports.Column(gettext("Telephone"), width=16),
            exports.Column(gettext("Merchant account"), width=14),
        ],
        rows=(
            (
                *(row.name, str(ORGANISATION_KINDS[row.kind]), row.division, row.telephone),
                gettext("keeps it") if row.keeps_merchant_account else "",
            )
            for row in rows
        ),
    )


def _staff(request: access.Request, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    at = request.at
    search, role = request.GET.get("search", "").strip(), request.GET.get("role", "")
    employers = [(row.id, row.name) for row in queries.employers_for(actor)]
    context = {
        "page": queries.staff_for(
            actor=actor, at=at, day=city_day(at), search=search, role=role, page=page_of(request)
        ),
        "search": search,
        "role": role,
        "role_names": ROLE_NAMES,
        "every_role": [("", gettext("All roles")), *ROLE_NAMES.items()],
        "employers": [("", gettext("Choose")), *employers] if len(employers) > 1 else employers,
        "typed": request.POST,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/staff.html", context, status=422 if refusal else 200)


def _member(
    request: access.Request, user_id: int, *, opening: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    actor = request.actor
    at = request.at
    today = city_day(at)
    estates = places.estates_for(actor=_CITY)
    member = _shown(request, user_id)
    is_the_citys = actor.may(Right.MANAGE_ORGANISATIONS, 0)
    holds_the_citys = any(held.role in THE_CITYS and held.ends_before is None for held in member.roles)
    context = {
        "member": member,
        "is_me": user_id == actor.user_id,
        "is_anothers": holds_the_citys and not is_the_citys,
        "may_change": user_id != actor.user_id and (is_the_citys or not holds_the_citys),
        "role_names": ROLE_NAMES,
        "roles": [
            ("", gettext("Choose")),
            *((role, ROLE_NAMES[role]) for role in _givable(member, is_the_citys=is_the_citys)),
        ],
        "estates": [("", gettext("All that the organisation reaches")), *((row.id, row.name) for row in estates)],
        "estate_names": {estate.id: estate.name for estate in estates},
        "today": today.isoformat(),
        "typed": request.POST or {"starts_on": today.isoformat()},
        "opening": opening,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/staff_member.html", context, status=422 if refusal else 200)


def _shown(request: access.Request, user_id: int) -> queries.StaffView:
    return queries.staff_member_for(actor=request.actor, user_id=user_id, at=request.at, day=city_day(request.at))


def _employer(request: access.Request) -> int:
    """Return the organisation that was chosen; the only one there is needs no choosing."""
    employers = queries.employers_for(request.actor)
    if len(employers) == 1:
        return employers[0].id
    return number_or_none(request.POST.get("organisation", "")) or 0


def _givable(member: queries.StaffView, *, is_the_citys: bool) -> list[str]:
    """Return the roles that this administrator can give to the member."""
    employer = queries.organisation_for(member.employer_id)
    fitting = ROLES_OF_KIND.get(employer.kind, frozenset()) if employer else frozenset()
    return [role for role in ROLE_NAMES if role in fitting and (is_the_citys or role not in THE_CITYS)]


def _divisions() -> list[tuple[str, str]]:
    streets = [(street.code, f"{street.district} {street.name}") for street in places.streets()]
    communities = [(row.code, row.name) for row in places.communities()]
    return [("", gettext("None")), *streets, *communities]
