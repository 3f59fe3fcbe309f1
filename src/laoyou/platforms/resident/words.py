"""The reader's words for codes that residents meet."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Words = dict[str, str | Promise]

CHANNELS: Words = {
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
    "cash": gettext_lazy("Cash"),
    "bank": gettext_lazy("Bank transfer"),
    "pos": gettext_lazy("Card terminal"),
}
BONDS: Words = {
    "owner": gettext_lazy("Owner"),
    "resident": gettext_lazy("Resident"),
    "tenant": gettext_lazy("Tenant"),
}
FIELDS: Words = {
    "name": gettext_lazy("Name"),
    "telephone": gettext_lazy("Telephone"),
    "id_number": gettext_lazy("Identity number"),
}
