"""The frame around every page of the desk: navigation by what people do, the estate switcher, progress of long work."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from laoyou.infra import work
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.platforms import access
from laoyou.platforms.operations import second_person
from laoyou.platforms.operations.words import ROLE_NAMES
from laoyou.system.people import use_cases as people_use_cases
from laoyou.system.places import queries as places

CHOICES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation, shown to those who hold one of `rights` somewhere (no rights: to all staff).

    `page` is the address name over all estates, `estate_page` within the chosen one. `modules` are the modules of
    views that belong under this entry, so that it is marked as the place where one is. Who holds `unless`
    somewhere finds it elsewhere.
    """

    label: str | Promise
    icon: str
    page: str
    rights: frozenset[Right]
    modules: frozenset[str]
    estate_page: str = ""
    at_the_foot: bool = False
    counts_waiting: bool = False
    unless: Right | None = None


ENTRIES = [
    Entry(
        label=gettext_lazy("Dispatch"),
        icon="route",
        page="dispatch",
        rights=frozenset({Right.DISPATCH_ORDERS}),
        modules=frozenset({"dispatch"}),
    ),
    Entry(
        label=gettext_lazy("Work orders"),
        icon="tool",
        page="orders",
        rights=frozenset({Right.SEE_ORDERS}),
        modules=frozenset({"orders"}),
    ),
    Entry(
        label=gettext_lazy("My jobs"),
        icon="list-check",
        page="field_day",
        rights=frozenset({Right.DO_ORDERS}),
        modules=frozenset({"field"}),
        unless=Right.DISPATCH_ORDERS,
    ),
    Entry(
        label=gettext_lazy("Crews"),
        icon="users-group",
        page="crews",
        rights=frozenset({Right.MANAGE_CREWS}),
        modules=frozenset({"crews"}),
    ),
    Entry(
        label=gettext_lazy("Estates"),
        icon="building-community",
        page="estates",
        estate_page="estate",
        rights=frozenset({Right.SEE_ESTATE, Right.OPEN_ESTATE}),
        modules=frozenset(
            {
                *("estates", "buildings", "homes", "house_ledger", "mandates", "mandate_lists", "parking", "people"),
                *("roll", "supervisors", "tariffs"),
            }
        ),
    ),
    Entry(
        label=gettext_lazy("Conversations"),
        icon="message-circle",
        page="talks",
        rights=frozenset({Right.ANSWER_CHATS}),
        modules=frozenset({"talks"}),
    ),
    Entry(
        label=gettext_lazy("Requests"),
        icon="headset",
        page="requests",
        rights=frozenset({Right.SEE_REQUESTS}),
        modules=frozenset({"requests"}),
    ),
    Entry(
        label=gettext_lazy("Second look"),
        icon="user-check",
        page="waiting",
        rights=frozenset({Right.TAKE_CASH, Right.EDIT_MANDATES, *(source.right for source in second_person.SOURCES)}),
        modules=frozenset({"waiting"}),
        counts_waiting=True,
    ),
    Entry(
        label=gettext_lazy("Billing"),
        icon="receipt-yuan",
        page="billing",
        estate_page="estate_billing",
        rights=frozenset({Right.PREPARE_BILLS, Right.TAKE_CASH}),
        modules=frozenset(
            {
                *("billing", "arrears", "bills", "payments", "suspense", "cancelling", "waivers", "cash_desk"),
                *("desk_code", "endings", "statements", "metering", "bookings"),
            }
        ),
    ),
    Entry(
        label=gettext_lazy("Ends of mandates"),
        icon="file-off",
        page="endings",
        rights=frozenset({Right.SETTLE_ENDING}),
        modules=frozenset({"endings"}),
        unless=Right.TAKE_CASH,
    ),
    Entry(
        label=gettext_lazy("Survey and campaigns"),
        icon="clipboard-check",
        page="surveys",
        estate_page="estate_surveys",
        rights=frozenset({Right.DISPATCH_ORDERS}),
        modules=frozenset({"surveys", "campaigns", "facilities"}),
    ),
    Entry(
        label=gettext_lazy("Facilities"),
        icon="box",
        page="facilities",
        estate_page="estate_facilities",
        rights=frozenset({Right.SEE_ORDERS}),
        modules=frozenset({"facilities"}),
        unless=Right.DISPATCH_ORDERS,
    ),
    Entry(
        label=gettext_lazy("Surveys"),
        icon="clipboard-check",
        page="field_surveys",
        rights=frozenset({Right.SURVEY}),
        modules=frozenset({"surveys"}),
        unless=Right.SEE_ORDERS,
    ),
    Entry(
        label=gettext_lazy("My rounds"),
        icon="list-check",
        page="field_rounds",
        rights=frozenset({Right.DO_ORDERS}),
        modules=frozenset(),
        unless=Right.SEE_ORDERS,
    ),
    Entry(
        label=gettext_lazy("Books"),
        icon="book-2",
        page="books",
        estate_page="estate_books",
        rights=frozenset({Right.SEE_BOOKS}),
        modules=frozenset({"books", "leases", "budgets", "expenses", "entries", "settlements", "shared_costs"}),
    ),
    Entry(
        label=gettext_lazy("Reconciliation"),
        icon="scale",
        page="reconciliation",
        rights=frozenset({Right.RECONCILE}),
        modules=frozenset({"reconciliation"}),
    ),
    Entry(
        label=gettext_lazy("Settings"),
        icon="settings",
        page="setup",
        rights=frozenset(),
        modules=frozenset({"staff", "audit_log", "outbox", "account"}),
        at_the_foot=True,
    ),
]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    label: str | Promise
    icon: str
    address: str
    is_current: bool
    at_the_foot: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame shows of this request."""

    entries: list[ShownEntry]
    estate: places.EstateView | None
    estates: int
    sees_the_city: bool
    role: str | Promise
    page: str
    waiting: int
    hears_danger: bool

    @property
    def sees_estates(self) -> bool:
        return self.sees_the_city or self.estates > 0

    @property
    def main_entries(self) -> list[ShownEntry]:
        return [entry for entry in self.entries if not entry.at_the_foot]

    @property
    def foot_entries(self) -> list[ShownEntry]:
        return [entry for entry in self.entries if entry.at_the_foot]


def shell_of(request: access.Request) -> Shell | None:
    """Return the frame for the staff member who asks; none for everybody else."""
    actor = request.actor
    if actor.kind is not ActorKind.STAFF:
        return None
    match = request.resolver_match
    estate_id = match.kwargs.get("estate_id") if match else None
    waiting = second_person.how_many(request)
    shown = [_shown(entry, request, actor, estate_id, waiting) for entry in ENTRIES]
    return Shell(
        entries=[entry for entry in shown if entry is not None],
        estate=(
            places.estate_for(actor=actor, estate_id=estate_id)
            if estate_id is not None and actor.may(Right.SEE_ESTATE, estate_id)
            else None
        ),
        estates=len(actor.estates_with(Right.SEE_ESTATE)),
        sees_the_city=Right.SEE_ESTATE in actor.everywhere,
        role=ROLE_NAMES.get(actor.role, ""),
        page=match.url_name or "" if match and match.namespace == "operations" else "",
        waiting=waiting,
        hears_danger=actor.may_somewhere(Right.HANDLE_REQUESTS),
    )


def _shown(
    entry: Entry, request: access.Request, actor: Actor, estate_id: int | None, waiting: int
) -> ShownEntry | None:
    if entry.rights and not any(actor.may_somewhere(right) for right in entry.rights):
        return None
    if entry.unless is not None and actor.may_somewhere(entry.unless):
        return None
    address = address_of(entry.page)
    if estate_id is not None and entry.estate_page and any(actor.may(right, estate_id) for right in entry.rights):
        address = address_of(entry.estate_page, estate_id=estate_id) or address
    if not address:
        return None
    return ShownEntry(
        label=entry.label,
        icon=entry.icon,
        address=address,
        is_current=_is_under(entry, request),
        at_the_foot=entry.at_the_foot,
        count=waiting if entry.counts_waiting else 0,
    )


def address_of(page: str, **kwargs: int) -> str:
    """Return the address of a page of the desk, or nothing when the page needs something else."""
    try:
        return reverse(f"operations:{page}", kwargs=kwargs)
    except NoReverseMatch:
        return ""


def _is_under(entry: Entry, request: access.Request) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    module = match.func.__module__.removeprefix("laoyou.platforms.operations.").partition(".")[0]
    return match.url_name == entry.page or module in entry.modules


@access.staff()
def home(request: access.Request) -> HttpResponse:
    """Lead to the first thing this person works with; officials to the city's platform, which is made for them."""
    if request.actor.may(Right.SEE_FIGURES, 0):
        return redirect("supervision:overview")
    shell = shell_of(request)
    return redirect(shell.entries[0].address if shell and shell.entries else "operations:account")


@access.staff()
def setup(request: access.Request) -> HttpResponse:
    """Show the settings that this person may open."""
    actor = request.actor
    shown = [
        (page, title, text, icon)
        for page, title, text, icon, right in (
            ("staff", gettext_lazy("Staff and roles"), STAFF_TEXT, "users", Right.MANAGE_STAFF),
            (
                "organisations",
                gettext_lazy("Organisations"),
                ORGANISATIONS_TEXT,
                "building-bank",
                Right.MANAGE_ORGANISATIONS,
            ),
            ("api_keys", gettext_lazy("Open311 keys"), KEYS_TEXT, "key", Right.MANAGE_ORGANISATIONS),
            ("audit_log", gettext_lazy("Audit log"), AUDIT_TEXT, "history", Right.SEE_AUDIT),
            ("outbox", gettext_lazy("Outbox"), OUTBOX_TEXT, "mail", Right.SEE_OUTBOX),
            ("account", gettext_lazy("My account"), ACCOUNT_TEXT, "user-circle", None),
        )
        if address_of(page)
        and (right is None or actor.may_somewhere(right) or (right is Right.SEE_OUTBOX and settings.DEMO))
    ]
    return render(request, "operations/setup.html", {"shown": shown})


STAFF_TEXT = gettext_lazy("Who works here, in which role, for which estates, and since when")
ORGANISATIONS_TEXT = gettext_lazy("Companies, street offices, communities, owners' committees and the bureau")
KEYS_TEXT = gettext_lazy("By which other city systems enter troubles of common places")
AUDIT_TEXT = gettext_lazy("Who did what, when, and why")
OUTBOX_TEXT = gettext_lazy("The messages that went out to residents")
ACCOUNT_TEXT = gettext_lazy("Password, second factor, language")


@access.public
def set_language(request: access.Request) -> HttpResponse:
    """Remember the language in a cookie, and with the person who is signed in."""
    actor = request.actor
    language = request.POST.get("language", "")
    response = redirect(back_to(request, request.POST.get("next", "")))
    if request.method == "POST" and language in dict(settings.LANGUAGES):
        if actor.user_id is not None:
            at = request.at
            people_use_cases.set_preferences(actor=actor, language=language, elder_mode=None, at=at)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
        )
    return response


def back_to(request: access.Request, address: str, otherwise: str = "operations:home") -> str:
    """Return the address when it is one of ours, else the page that `otherwise` names."""
    return own_address(address) or reverse(otherwise)


def own_address(address: str) -> str:
    """Return the address when it is one of ours, else nothing."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""


@access.staff()
def estate_choices(request: access.Request) -> HttpResponse:
    """Return the switcher's list: this person's estates, each leading to the same page there."""
    actor = request.actor
    page = request.GET.get("page", "")
    found = places.estates_for(actor=actor, search=request.GET.get("search", "").strip())
    choices = [
        (estate, address_of(page, estate_id=estate.id) or address_of("estate", estate_id=estate.id))
        for estate in found[:CHOICES_SHOWN]
    ]
    left_out = max(len(found) - CHOICES_SHOWN, 0)
    return render(request, "operations/parts/estate_choices.html", {"choices": choices, "left_out": left_out})


@access.staff(Right.SEE_ESTATE)
def work_progress(request: access.Request, estate_id: int, work_id: int) -> HttpResponse:
    """Return the bar of one piece of long work; once it has ended, the page that shows it is loaded anew."""
    shown = work.find(estate_id=estate_id, work_id=work_id)
    response = render(request, "operations/parts/work.html", {"work": shown})
    if shown.state in ("done", "failed") and request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response
