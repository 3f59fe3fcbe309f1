"""The reader's words for the codes of reconciliation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from laoyou.system.payments.reconciliation.rules.meanings import OF_A_BANK_LINE, OF_A_DIFFERENCE, OF_A_TRANSFER

Words = dict[str, str | Promise]

CHANNELS: Words = {
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
    "pos": gettext_lazy("Card terminal"),
}
STATES: Words = {
    "expected": gettext_lazy("Bill not here yet"),
    "open": pgettext_lazy("day of a channel", "Open"),
    "settling": pgettext_lazy("day of a channel", "Being closed"),
    "closed": pgettext_lazy("day of a channel", "Closed"),
}
DIFFERENCES: Words = {
    "only_ours": gettext_lazy("Only in our books"),
    "only_channel": gettext_lazy("Only in the channel's bill"),
    "other_amount": gettext_lazy("Another amount in the channel's bill"),
    "other_day": gettext_lazy("On another day at the channel"),
    "fee_differs": gettext_lazy("Another fee than agreed"),
    "payout_missing": gettext_lazy("The bank did not get it, or not all of it"),
}
DIFFERENCE_STATES: Words = {
    "open": gettext_lazy("Not explained"),
    "explained": gettext_lazy("Explained"),
    "gone": gettext_lazy("Has gone by itself"),
}
KINDS: Words = {"payment": gettext_lazy("Payment"), "refund": gettext_lazy("Refund")}
LINE_STATES: Words = {
    "open": gettext_lazy("Not explained"),
    "named": gettext_lazy("Names an order, is being entered"),
    "paid_out": gettext_lazy("Pay-out of a channel"),
    "assigned": gettext_lazy("A resident's transfer"),
    "explained": gettext_lazy("Explained"),
}
STATEMENT_STATES: Words = {
    "read": gettext_lazy("Waits to be entered"),
    "entered": gettext_lazy("Entered"),
    "dropped": gettext_lazy("Dropped"),
}


def meanings_of_differences() -> list[tuple[str, str]]:
    return [("", gettext("Choose…")), *((key, gettext(words)) for key, words in OF_A_DIFFERENCE.items())]


def meanings_of_lines() -> list[tuple[str, str]]:
    return [("", gettext("Choose…")), *((key, gettext(words)) for key, words in OF_A_BANK_LINE.items())]


def meaning(code: str) -> str:
    """Return the reader's word for what a person said it was."""
    words = (OF_A_DIFFERENCE | OF_A_BANK_LINE | OF_A_TRANSFER).get(code, "")
    return gettext(words) if words else ""


class DaysWanted(TypedDict):
    channel: str
    state: str


class LinesWanted(TypedDict):
    search: str
    state: str


def days_wanted(asked: Mapping[str, str]) -> DaysWanted:
    """Return what a list of days is narrowed to, by its address; nothing of what it doesn't know."""
    channel, state = asked.get("channel", ""), asked.get("state", "")
    return {
        "channel": channel if channel in CHANNELS else "",
        "state": state if state in {*STATES, "different"} else "",
    }


def bank_lines_wanted(asked: Mapping[str, str]) -> LinesWanted:
    """Return what the bank's lines are narrowed to: those not explained, unless the address says otherwise."""
    state = asked.get("state", "open")
    return {"search": asked.get("search", "").strip(), "state": state if state in LINE_STATES else ""}
