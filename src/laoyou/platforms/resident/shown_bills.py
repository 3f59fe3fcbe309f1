"""Bills as residents read them: what is due in one sentence, how each stands in words, grouped by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from laoyou.core.money import Money
from laoyou.platforms.formats import area, day, full_day, money, month_name
from laoyou.system.billing.queries import BillState, BillView, metered, penalised, worked_out
from laoyou.system.billing.rules.lines import Method, Part
from laoyou.system.mandates.rules.tariffs import plain_rate

MOST_SUMMANDS = 3
STATES: dict[BillState, str | Promise] = {
    BillState.PAID: gettext_lazy("Paid in full"),
    BillState.CREDITED: gettext_lazy("Corrected to nothing"),
    BillState.WAIVED: gettext_lazy("Waived"),
}


@dataclass(frozen=True, slots=True)
class ShownBill:
    """A bill in a list. `mark` is paid, open or late: the colour that stands beside the words, never alone."""

    bill: BillView
    mark: str
    words: str
    is_ticked: bool = True

    @property
    def computed(self) -> str:
        return computed(self.bill)

    @property
    def month(self) -> str:
        """Return the month below a heading that names the year: 10月, or Oct."""
        if (get_language() or "").startswith("zh"):
            return f"{self.bill.month.number}月"
        return f"{self.bill.month.first:%b}"


@dataclass(frozen=True, slots=True)
class Due:
    """What a home owes, its sum first and then how it comes about."""

    bills: int
    sum: Money
    late: Money
    computed: str


def due_of(bills: Sequence[BillView], *, today: date) -> Due:
    """Return the sum of open bills and, in one sentence, how it was computed."""
    return Due(
        bills=len(bills),
        sum=Money.total(bill.open for bill in bills),
        late=Money.total(bill.open for bill in bills if bill.is_late(today)),
        computed=_computed(bills),
    )


def _computed(bills: Sequence[BillView]) -> str:
    if not bills:
        return ""
    if len(bills) == 1:
        only = bills[0]
        already = only.paid + only.credited
        told = f"{only.item_name} {computed(only)}"
        return told if not already else gettext("%(told)s, less %(paid)s") % {"told": told, "paid": money(already)}
    first, last = bills[0].month, bills[-1].month
    if first == last:
        return " + ".join(f"{bill.item_name} {money(bill.open)}" for bill in bills)
    months = gettext("%(first)s to %(last)s") % {"first": month_name(first), "last": month_name(last)}
    amounts = Counter(bill.open for bill in bills)
    if len(amounts) > MOST_SUMMANDS:
        return months
    products = [money(amount) if times == 1 else f"{times} × {money(amount)}" for amount, times in amounts.items()]
    return gettext("%(months)s: %(sum)s") % {"months": months, "sum": " + ".join(products)}


def computed(bill: BillView) -> str:
    """Return how a bill was computed, without its result, which stands beside it: 86.35 m² × 0.60 yuan × 1 month."""
    return bill.sentence.rpartition(" = ")[0]


def shown(bill: BillView, *, today: date, is_ticked: bool = True) -> ShownBill:
    if not bill.open:
        return ShownBill(bill, "paid", str(STATES[bill.state]), is_ticked)
    is_late = bill.is_late(today)
    due_on = day(bill.due_on) if bill.due_on.year == today.year else full_day(bill.due_on)
    on = {"day": due_on, "open": money(bill.open)}
    if bill.paid or bill.credited:
        late, soon = gettext("%(open)s still open, was due %(day)s"), gettext("%(open)s still open, by %(day)s")
    else:
        late, soon = gettext("was due %(day)s"), gettext("to pay by %(day)s")
    return ShownBill(bill, "late" if is_late else "open", (late if is_late else soon) % on, is_ticked)


def by_year(bills: Iterable[ShownBill]) -> list[tuple[int, list[ShownBill]]]:
    """Return bills in the order given, put together by year."""
    return [(year, list(some)) for year, some in groupby(bills, key=lambda shown_bill: shown_bill.bill.month.year)]


def details(bill: BillView) -> list[tuple[str, str]]:
    """Return what a bill was worked out from, a name and a value each."""
    known = [(gettext("Service"), bill.item_name), (gettext("Month"), month_name(bill.month))]
    parts = bill.explanation.parts
    for part in parts:
        if len(parts) > 1:
            known.append((gettext("From %(day)s") % {"day": full_day(part.starts_on)}, ""))
        known += _details_of(part, bill.explanation.month_days)
    if bill.explanation.is_waived:
        known.append((gettext("Before the waiver"), money(bill.explanation.full)))
    known.append((gettext("Amount of the bill"), money(bill.amount)))
    if bill.credited:
        known.append((gettext("Corrected"), money(-bill.credited)))
    if bill.paid:
        known.append((gettext("Already paid"), money(-bill.paid)))
    if bill.open:
        known.append((gettext("Still to pay"), money(bill.open)))
    return [*known, (gettext("Pay by"), full_day(bill.due_on))]


def _details_of(part: Part, month_days: int) -> list[tuple[str, str]]:
    rate = {"rate": plain_rate(part.rate)}
    if part.method is Method.BY_METER:
        return [(gettext("By the meter"), metered(part))]
    if part.method is Method.PENALTY:
        return [(gettext("Paid late"), penalised(part))]
    if part.method is Method.BY_ORDER:
        return [
            (gettext("Number"), str(part.quantity)),
            (gettext("Price"), gettext("%(rate)s yuan each, as agreed") % rate),
        ]
    if part.method is Method.BY_AREA:
        known = [
            (gettext("Area"), area(part.quantity)),
            (gettext("Price"), gettext("%(rate)s yuan per m² and month") % rate),
        ]
    elif part.method is Method.BY_COUNT:
        known = [
            (gettext("Number"), str(part.quantity)),
            (gettext("Price"), gettext("%(rate)s yuan each and month") % rate),
        ]
    elif part.method is Method.BY_FORMULA:
        known = [
            (gettext("Worked out by formula"), worked_out(part)),
            (gettext("Price"), gettext("%(rate)s yuan a month") % rate),
        ]
    else:
        known = [(gettext("Price"), gettext("%(rate)s yuan a month") % rate)]
    served = gettext("%(days)s of %(month_days)s days") % {"days": part.days, "month_days": month_days}
    known.append((gettext("Served"), served))
    if part.waived_percent:
        known.append((gettext("Waived"), f"{part.waived_percent} %"))
    return known
