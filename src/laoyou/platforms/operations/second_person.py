"""Everything that waits for a second person, composed of what each package says of its own requests."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from laoyou.core.calendar import Month, city_day
from laoyou.infra import waiting
from laoyou.infra.waiting import Waiting
from laoyou.platforms import access
from laoyou.platforms.formats import fund_name, month_name
from laoyou.platforms.operations.billing.words import WAIVER_KINDS
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments import queries as payments
from laoyou.system.places import queries as places

SOURCES = (*ledger.WAITING, *billing.WAITING, *payments.WAITING, *mandates.WAITING, *places.WAITING)

KINDS: dict[str, tuple[str | Promise, str]] = {
    "expense": (pgettext_lazy("waits", "Money recorded by hand"), "receipt"),
    "shared_cost": (pgettext_lazy("waits", "Shared cost"), "arrows-split"),
    "shared_cost_reversal": (pgettext_lazy("waits", "Shared cost to be taken back"), "arrow-back-up"),
    "reversal": (pgettext_lazy("waits", "Entry to be reversed"), "arrow-back-up"),
    "credit_note": (pgettext_lazy("waits", "Credit note"), "receipt-refund"),
    "waiver": (pgettext_lazy("waits", "Waiver"), "discount"),
    "waiver_end": (pgettext_lazy("waits", "Waiver to be ended early"), "discount-off"),
    "plan": (pgettext_lazy("waits", "Payment in parts"), "calendar-due"),
    "write_off": (pgettext_lazy("waits", "Write-off"), "eraser"),
    "give_back": (pgettext_lazy("waits", "Credit to be given back"), "coin-yuan"),
    "deposit": (pgettext_lazy("waits", "Deposit to be settled"), "lock"),
    "ending": (pgettext_lazy("waits", "Giving back at the end of a mandate"), "coin-yuan"),
    "assignment": (pgettext_lazy("waits", "Whose money it is"), "user-search"),
    "refund": (pgettext_lazy("waits", "Refund"), "arrow-back-up"),
    "refund_of_suspense": (pgettext_lazy("waits", "Refund of money not assigned"), "arrow-back-up"),
    "cancellation": (pgettext_lazy("waits", "Cash entered by mistake"), "cash-off"),
    "transfer_account": (pgettext_lazy("waits", "Account for transfers"), "building-bank"),
    "budget": (pgettext_lazy("waits", "Budget"), "report-money"),
    "settlement": (pgettext_lazy("waits", "Settlement of the year"), "scale"),
    "mandate": (pgettext_lazy("waits", "Mandate to be put in force"), "file-text"),
    "supervisor": (pgettext_lazy("waits", "Another supervisor for an estate"), "eye-check"),
}
"""What a request is, and its picture."""

_PAGES = {
    "expense": ("books_expense", ("estate_id", "id"), ""),
    "shared_cost": ("shared_cost", ("id",), ""),
    "shared_cost_reversal": ("shared_cost", ("subject_id",), ""),
    "reversal": ("books_entry", ("estate_id", "subject_id"), ""),
    "credit_note": ("bill", ("estate_id", "subject_id"), ""),
    "waiver": ("waivers", ("estate_id",), "?state=asked"),
    "waiver_end": ("waivers", ("estate_id",), ""),
    "plan": ("arrears_plans", ("estate_id",), "?state=asked"),
    "write_off": ("arrears_write_offs", ("estate_id",), ""),
    "give_back": ("home_bills", ("estate_id", "subject_id"), ""),
    "deposit": ("deposits", ("estate_id",), "?state=waits"),
    "ending": ("ending", ("estate_id", "id"), ""),
    "assignment": ("suspense_one", ("held_in", "subject_id"), ""),
    "refund": ("payment", ("estate_id", "subject_id"), ""),
    "refund_of_suspense": ("suspense_one", ("held_in", "subject_id"), ""),
    "cancellation": ("payment", ("estate_id", "subject_id"), ""),
    "transfer_account": ("transfer_account", (), ""),
    "budget": ("budget", ("estate_id", "id"), ""),
    "settlement": ("settlements", ("estate_id",), ""),
    "mandate": ("mandate", ("estate_id", "id"), ""),
    "supervisor": ("supervisor", ("estate_id",), ""),
}


def how_many(request: access.Request) -> int:
    """Return how many requests wait for this person, by one statement."""
    return waiting.how_many(sources=SOURCES, actor=request.actor, day=city_day(request.at))


def address(one: Waiting) -> str:
    """Return the page on which the request is decided."""
    page, parameters, question = _PAGES[one.kind]
    return reverse(f"operations:{page}", args=[getattr(one, name) for name in parameters]) + question


def title(one: Waiting) -> str:
    """Return in a few words what is asked for."""
    number = one.number or 0
    match one.kind:
        case "expense" if one.code == "in":
            return pgettext("waits", "Other income")
        case "expense":
            return pgettext("waits", "Expense")
        case "credit_note":
            return f"{month_name(Month(number // 100, number % 100))} {one.code}"
        case "waiver" | "waiver_end":
            return gettext("%(kind)s, %(percent)s%% off") % {"kind": WAIVER_KINDS[one.code], "percent": number}
        case "ending":
            return ngettext("%(number)s home", "%(number)s homes", number) % {"number": number}
        case "plan":
            return gettext("in %(number)s parts") % {"number": number}
        case "assignment" if one.code == "payer":
            return gettext("Given back by the channel")
        case "budget":
            return gettext("%(year)s, %(fund)s") % {"year": number, "fund": fund_name(Fund(one.code))}
        case "settlement":
            return str(number)
        case "mandate" | "supervisor" | "transfer_account":
            return one.code
        case _:
            return ""
