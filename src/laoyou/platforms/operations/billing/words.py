"""The reader's words for the codes of billing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from laoyou.platforms.operations.words import Words

BILL_STATES: Words = {
    "open": gettext_lazy("Not paid"),
    "late": gettext_lazy("Overdue"),
    "part_paid": gettext_lazy("Partly paid"),
    "paid": gettext_lazy("Paid"),
    "credited": gettext_lazy("Taken off"),
    "waived": gettext_lazy("Waived"),
}
STATE_CHOICES: Words = {
    "": gettext_lazy("All"),
    "open": gettext_lazy("Still open"),
    "late": gettext_lazy("Overdue"),
    "part_paid": gettext_lazy("Partly paid"),
    "paid": gettext_lazy("Paid"),
    "credited": gettext_lazy("With a credit note"),
    "waived": gettext_lazy("With a waiver"),
}
CAUSES: Words = {
    "days": gettext_lazy("More or fewer days served"),
    "new": gettext_lazy("Not billed last month"),
    "gone": gettext_lazy("Billed last month only"),
    "no_area": gettext_lazy("Lacks an area"),
    "no_value": gettext_lazy("The formula has no value for it"),
    "price": gettext_lazy("Another price"),
    "quantity": gettext_lazy("Another area or count"),
    "waiver_begun": gettext_lazy("A waiver begins"),
    "waiver_ended": gettext_lazy("A waiver has ended"),
    "several": gettext_lazy("Several of these together"),
    "within_month": gettext_lazy("A change within last month"),
}
WAIVER_KINDS: Words = {
    "vacancy": gettext_lazy("Vacant home"),
    "hardship": gettext_lazy("Household in hardship"),
}
WAIVER_STATES: Words = {
    "asked": gettext_lazy("Waits for a decision"),
    "approved": gettext_lazy("Approved"),
    "refused": gettext_lazy("Not approved"),
    "withdrawn": gettext_lazy("Taken back"),
}
WAYS_BACK: Words = {
    "cash": gettext_lazy("Cash"),
    "bank": gettext_lazy("Bank transfer"),
}
CHANNELS: Words = {
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
    "cash": gettext_lazy("Cash"),
    "bank": gettext_lazy("Bank transfer"),
    "pos": gettext_lazy("Card terminal"),
}
