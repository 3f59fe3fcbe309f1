"""How money, areas, dates and people look on every page. Built into all templates; none needs {% load %}."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from pathlib import Path
from typing import Protocol

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from laoyou.core.area import Area
from laoyou.core.calendar import CITY_TIME, Month
from laoyou.core.money import Money
from laoyou.system.ledger.rules.accounts import ACCOUNT_NAMES, FUND_NAMES, Account, Fund
from laoyou.system.mandates.rules.ladders import LadderFault, Span, read_ladder, shown_units
from laoyou.system.people.rules import masking

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "tabler-icons"
WEEKDAYS = "一二三四五六日"


@register.filter
def money(amount: Money | int | None) -> str:
    """Return ¥51.81 for an amount or a number of fen; a dash for no figure."""
    if amount is None:
        return "–"
    text = str(amount if isinstance(amount, Money) else Money(amount))
    return f"−¥{text[1:]}" if text.startswith("-") else f"¥{text}"


@register.filter
def area(size: Area | int | None) -> str:
    """Return 86.35 m² for an area or a number of hundredths of a m², 86,400.00 m² for a large one."""
    if size is None:
        return "–"
    whole, _, part = str(size if isinstance(size, Area) else Area(size)).partition(".")
    return f"{int(whole):,}.{part} m²" if part else f"{int(whole):,} m²"


class Priced(Protocol):
    """A price of any list: what its rate is per, the rate as people write it, and its formula if it has one."""

    @property
    def method(self) -> str: ...
    @property
    def plain_rate(self) -> str: ...
    @property
    def formula(self) -> str: ...


@register.filter
def cost(price: Priced) -> str:
    """Return what a price costs per what: 0.60 yuan per m² and month."""
    words = {"rate": price.plain_rate, "formula": price.formula}
    if price.method == "by_area":
        return gettext("%(rate)s yuan per m² and month") % words
    if price.method == "by_count":
        return gettext("%(rate)s yuan each and month") % words
    if price.method == "by_formula":
        return gettext("(%(formula)s) × %(rate)s yuan a month") % words
    if price.method == "by_meter":
        return gettext("per unit on the meter: %(steps)s") % {"steps": steps(price)}
    return gettext("%(rate)s yuan a month") % words


@register.filter
def steps(price: Priced) -> str:
    """Return the steps of a price by meter in words: in a year up to 180 2.50 yuan, up to 260 3.75 yuan, above 5.00."""
    try:
        ladder = read_ladder(price.formula)
    except LadderFault:
        return price.formula
    told = []
    for step in ladder.steps:
        words = {"rate": step.rate, "until": shown_units(step.until or 0)}
        if step.until is not None:
            told.append(gettext("up to %(until)s %(rate)s yuan") % words)
        elif told:
            told.append(gettext("above %(rate)s yuan") % words)
        else:
            return gettext("%(rate)s yuan") % words
    span = gettext("in a year") if ladder.span is Span.YEAR else gettext("in a month")
    comma = pgettext("steps", ", ")
    return f"{span} {comma.join(told)}"


@register.filter
def percent(ratio: Fraction | Decimal | float | None) -> str:
    """Return 83.0% for a fraction of one, rounded half up; the words “no figure” for none, which is not 100 %."""
    if ratio is None:
        return gettext("no figure")
    tenths = floor(Fraction(ratio) * 1000 + Fraction(1, 2))
    return f"{'−' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """Return 11月22日 周日, or Sun 22 Nov."""
    if value is None:
        return "–"
    on = value.astimezone(CITY_TIME).date() if isinstance(value, datetime) else value
    if (get_language() or "").startswith("zh"):
        return f"{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"
    return f"{on:%a} {on.day} {on:%b}"


@register.filter
def full_day(value: date | datetime | None) -> str:
    """Return 2022年7月21日, or 21 Jul 2022."""
    if value is None:
        return "–"
    on = value.astimezone(CITY_TIME).date() if isinstance(value, datetime) else value
    if (get_language() or "").startswith("zh"):
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {on:%b} {on.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """Return the day and the clock in the city: 2022-12-30 10:42."""
    return "–" if value is None else f"{value.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """Return the city's time of day: 10:42."""
    return "" if value is None else f"{value.astimezone(CITY_TIME):%H:%M}"


@register.filter
def iso_day(value: date | str | None) -> str:
    """Return 2022-07-21, as a date field wants it; what somebody typed stays as typed."""
    return "" if value is None else str(value)


@register.filter
def month_name(value: Month | date | None) -> str:
    """Return 2022年12月, or Dec 2022."""
    if value is None:
        return "–"
    first = value.first if isinstance(value, Month) else value
    if (get_language() or "").startswith("zh"):
        return f"{first.year}年{first.month}月"
    return f"{first:%b} {first.year}"


@register.filter
def short_month(value: Month) -> str:
    """Return 12月, or Dec: where the year is told beside it."""
    return f"{value.number}月" if (get_language() or "").startswith("zh") else f"{value.first:%b}"


@register.filter
def fund_name(fund: Fund | str | None) -> str:
    """Return what people call a fund of the books."""
    return gettext(FUND_NAMES[Fund(fund)]) if fund else ""


@register.filter
def account_name(account: Account | int | None) -> str:
    """Return what people call an account of the books, as the reason why money moved."""
    return gettext(ACCOUNT_NAMES[Account(account)]) if account else ""


register.filter("masked_name", masking.masked_name)
register.filter("masked_telephone", masking.masked_telephone)


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    drawing = re.sub(r"""\s*class="[^"]*"|xmlns="[^"]*"|\n\s*""", " ", text)
    return drawing[drawing.index("<svg") + 4 :].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return the drawing inline, hidden from screen readers unless it has a label of its own."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="icon" {spoken} {_drawing(name)}')  # noqa: S308 drawings of a package, and an escaped label


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """Return the page's own query string with these parameters changed, for filters and paging in the address."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
