"""The first page: what I owe, the butler's telephone, the open books, who serves us, the last receipts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra.actor import ActorKind
from laoyou.platforms import access
from laoyou.platforms.formats import cost
from laoyou.platforms.resident import frame, receipts, shown_bills
from laoyou.platforms.resident.requests.mine import topic_of
from laoyou.platforms.resident.requests.words import stands
from laoyou.system.billing import queries as billing
from laoyou.system.billing.queries import HomeDue
from laoyou.system.billing.rules.rates import Rate
from laoyou.system.ledger import queries as ledger
from laoyou.system.mandates import queries as mandates
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.requests import queries as requests

LAST_RECEIPTS = 3


@dataclass(frozen=True, slots=True)
class BooksCard:
    """The newest published month in three figures and a rate."""

    month: Month
    current: Fraction | None
    income: Money
    expense: Money
    closing: Money

    @property
    def per_mille(self) -> int:
        return min(round(self.current * 1000), 1000) if self.current is not None else 0


@access.public
def home(request: HttpRequest) -> HttpResponse:
    """Show a resident their home; lead everybody else to the sign-in page."""
    actor = frame.actor_of(request)
    if actor.kind is not ActorKind.RESIDENT:
        return redirect("resident:sign_in")
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    estate_id, home_id = chosen
    dues = billing.household_due(actor)
    own = next(due for due in dues if (due.estate_id, due.home_id) == chosen)
    serving = mandates.public_mandate(estate_id, frame.today(request))
    found = billing.receipts_of_home(actor=actor, estate_id=estate_id, home_id=home_id, limit=LAST_RECEIPTS)
    newest = requests.newest_open(actor=actor, at=frame.at_of(request))
    context = {
        **_due(request, own),
        "request_row": newest,
        "request_name": gettext(newest.category.name) if newest else "",
        "request_stands": stands(newest) if newest else "",
        "request_topic": topic_of(request),
        "quotes": orders.quotes_waiting(actor=actor, estate_id=estate_id, home_id=home_id),
        "elsewhere": Money.total(due.due for due in dues if due is not own),
        "books": _books(estate_id),
        "serving": serving,
        "prices": [f"{price.name} {cost(price)}" for price in serving.tariffs if price.is_default] if serving else [],
        "receipts": receipts.with_channel(found),
    }
    hand = frame.hand_of(request, chosen, label=own.home_label)
    return frame.page(request, "resident/home.html", context, hand=hand)


def _due(request: HttpRequest, own: HomeDue) -> dict[str, object]:
    where = {"actor": frame.actor_of(request), "estate_id": own.estate_id, "home_id": own.home_id}
    if own.bills:
        bills = billing.open_bills(**where)  # type: ignore[arg-type]
        return {"own": own, "due": shown_bills.due_of(bills, today=frame.today(request))}
    newest = billing.bills_of_home(**where, size=1).rows  # type: ignore[arg-type]
    return {"own": own, "due": shown_bills.due_of([], today=frame.today(request)), "newest": next(iter(newest), None)}


def _books(estate_id: int) -> BooksCard | None:
    every = ledger.published(estate_id)
    if not every:
        return None
    newest = every[-1]
    rate = newest.rates.get("current")
    return BooksCard(
        month=newest.month,
        current=Rate(rate["numerator"], rate["denominator"]).value if rate else None,
        income=newest.books.sum.income,
        expense=newest.books.sum.expense,
        closing=newest.books.sum.closing,
    )
