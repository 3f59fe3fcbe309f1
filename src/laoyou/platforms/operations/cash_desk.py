"""The cash desk: find the home, tick what is paid, take the money, print the receipt; all of it by the keyboard."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.desk_code import CHANNELS
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_use_cases
from laoyou.system.payments import queries as payments
from laoyou.system.payments.errors import AmountTooSmall
from laoyou.system.payments.queries import PaymentsFilter
from laoyou.system.payments.rules.slips import Slip
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

FOUND_AT_MOST = 20
LATEST_SHOWN = 8
GIVE_BACK, KEEP = "give_back", "keep"
SLIP = ("terminal", "reference", "card_tail", "paid_on")


@dataclass(frozen=True, slots=True)
class FoundHome:
    """A home that the search means; by whose name it was found, as far as that may be shown."""

    id: int
    label: str
    person: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed, for showing it again."""

    bill_ids: frozenset[int]
    received: str = ""
    rest: str = GIVE_BACK
    payer: str = ""
    once: str = ""
    terminal: str = ""
    reference: str = ""
    card_tail: str = ""
    paid_on: str = ""

    @property
    def is_card(self) -> bool:
        """Return whether something of a slip was typed; it is cash otherwise."""
        return bool(self.terminal or self.reference or self.card_tail)

    @property
    def slip(self) -> Slip | None:
        """Return the slip of the card terminal, if it is one. Raises: NotADay."""
        if not self.is_card:
            return None
        return Slip.typed(
            terminal=self.terminal,
            reference=self.reference,
            card_tail=self.card_tail,
            paid_on=day_of(self.paid_on, field="paid_on") if self.paid_on else None,
        )


@access.staff(Right.TAKE_CASH)
def cash_desk(request: access.Request, estate_id: int) -> HttpResponse:
    """Find the home by its number, a name or a telephone; one that is meant alone opens at once."""
    actor, text = request.actor, request.GET.get("home", "").strip()
    found = _found(request, estate_id, text) if text else []
    if len(found) == 1:
        return redirect("operations:cash_home", estate_id=estate_id, home_id=found[0].id)
    today = PaymentsFilter(day=city_day(request.at), channel="cash")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "text": text,
        "found": found,
        "latest": payments.payments_for(actor=actor, estate_id=estate_id, wanted=today, size=LATEST_SHOWN),
        "totals": payments.payment_totals(actor=actor, estate_id=estate_id, wanted=today),
    }
    return render(request, "operations/cash_desk.html", context)


@access.staff(Right.TAKE_CASH)
def cash_home(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Show what the home owes, and take money for the ticked bills."""
    actor = request.actor
    home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    bills = billing.open_bills(actor=actor, estate_id=estate_id, home_id=home_id)
    if request.method != "POST":
        former = _former(request, estate_id, home_id, bills)
        own = frozenset(bill.id for bill in bills if bill.id not in former)
        typed = Typed(bill_ids=own, once=secrets.token_urlsafe(18))
        return _page(request, estate_id, home, bills, typed)
    typed = Typed(
        bill_ids=frozenset(number for text in request.POST.getlist("bill") if (number := number_or_none(text))),
        received=request.POST.get("received", "").strip(),
        rest=KEEP if request.POST.get("rest") == KEEP else GIVE_BACK,
        payer=request.POST.get("payer", "").strip()[:80],
        once=request.POST.get("once", "")[:40],
        **{name: request.POST.get(name, "").strip()[:30] for name in SLIP},
    )
    try:
        payment_id, change = _take(request, estate_id, home_id, bills, typed)
    except Refusal as refusal:
        return _page(request, estate_id, home, bills, typed, refusal)
    if change.fen > 0:
        flash.say(request, gettext("Taken. Give back ¥%(change)s.") % {"change": change})
    else:
        flash.say(request, gettext("Taken."))
    return redirect("operations:payment", estate_id=estate_id, payment_id=payment_id)


def _former(request: access.Request, estate_id: int, home_id: int, bills: Sequence[billing.BillView]) -> dict[int, str]:
    """Return the bills that a former owner owes, and who that is: the owners of today aren't asked for them."""
    return billing.owed_by_former_owners(
        actor=request.actor, estate_id=estate_id, home_id=home_id, bills=bills, today=city_day(request.at)
    )


def _take(
    request: access.Request, estate_id: int, home_id: int, bills: Sequence[billing.BillView], typed: Typed
) -> tuple[int, Money]:
    """Take what is meant to stay here and return the payment and the change: what is more is given back or kept.

    A card pays what its slip says: nothing is given back for it.
    """
    received = Money.parse(typed.received)
    if received.fen <= 0:
        raise AmountTooSmall
    due = Money.total(bill.open for bill in bills if bill.id in typed.bill_ids)
    gives_back = typed.rest == GIVE_BACK and not typed.is_card
    change = received - due if gives_back and due.fen and received > due else Money(0)
    payment_id = billing_use_cases.take_cash(
        actor=request.actor,
        estate_id=estate_id,
        home_id=home_id,
        bill_ids=sorted(typed.bill_ids),
        received=received - change,
        payer_name=typed.payer,
        at=request.at,
        once=typed.once,
        gives_change=gives_back and bool(typed.bill_ids),
        slip=typed.slip,
    )
    return payment_id, change


def _page(
    request: access.Request,
    estate_id: int,
    home: places.HomeView,
    bills: Sequence[billing.BillView],
    typed: Typed,
    refusal: Refusal | None = None,
) -> HttpResponse:
    actor = request.actor
    due = billing.due_of_home(actor=actor, estate_id=estate_id, home_id=home.id)
    latest = PaymentsFilter(home_id=home.id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "home": home,
        "bills": bills,
        "former": _former(request, estate_id, home.id, bills),
        "due": due,
        "chosen": Money.total(bill.open for bill in bills if bill.id in typed.bill_ids),
        "typed": typed,
        "refusal": refusal,
        "errors": errors_of(refusal),
        "today": city_day(request.at),
        "latest": payments.payments_for(actor=actor, estate_id=estate_id, wanted=latest, size=LATEST_SHOWN),
        "code_channels": [(channel, CHANNELS[channel]) for channel in payments.ready_channels()],
    }
    return render(request, "operations/cash_desk_home.html", context, status=422 if refusal else 200)


def _found(request: access.Request, estate_id: int, text: str) -> list[FoundHome]:
    rows = places.homes_for(actor=request.actor, estate_id=estate_id, search=text, size=FOUND_AT_MOST).rows
    homes = {row.id: FoundHome(row.id, row.label, "") for row in rows}
    for person in people.search(actor=request.actor, text=text, day=city_day(request.at)).persons:
        if person.estate_id == estate_id:
            homes |= {home.id: FoundHome(home.id, home.label, person.name) for home in person.homes}
    return list(homes.values())[:FOUND_AT_MOST]
