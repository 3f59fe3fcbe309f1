"""A bill as its readers see it, and the sentence that explains it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.area import Area
from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.core.paging import offset_of
from laoyou.core.tenures import WHOLE, Tenure
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.arrears.rules.penalty import AT_MOST
from laoyou.system.billing.meters.rules.explaining import ESTIMATED
from laoyou.system.billing.rules.explaining import Explanation, months_of
from laoyou.system.billing.rules.lines import Method, Part
from laoyou.system.mandates.rules.tariffs import plain_rate

_COLUMNS = """
bill.id, bill.estate_id, bill.home_id, home.label, bill.month, bill.item, bill.item_name, bill.fund, bill.method,
bill.quantity, bill.rate, bill.served_days, bill.month_days, bill.full_fen, bill.waived_percent, bill.amount_fen,
bill.paid_fen, bill.credited_fen, bill.due_on, bill.issued_at, bill.parts
"""
# A bill is the affair of those who had the home on the first day of its month.
WITHIN = """EXISTS (SELECT FROM unnest(%(from)s::date[], %(to)s::date[]) AS own (starts_on, ends_before)
WHERE own.starts_on <= bill.month AND (own.ends_before IS NULL OR bill.month < own.ends_before))"""
_FROM = """
billing_bill bill JOIN places_home home ON home.estate_id = bill.estate_id AND home.id = bill.home_id
"""


class BillState(StrEnum):
    """Where a bill stands. `part_paid` is open too."""

    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    CREDITED = "credited"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill with what was computed, what was paid and taken off, and what is open."""

    id: int
    estate_id: int
    home_id: int
    home_label: str
    month: Month
    item: str
    item_name: str
    fund: str
    served_days: int
    amount: Money
    paid: Money
    credited: Money
    due_on: date
    issued_at: datetime
    explanation: Explanation

    @property
    def open(self) -> Money:
        return self.amount - self.paid - self.credited

    @property
    def state(self) -> BillState:
        if self.open:
            return BillState.PART_PAID if self.paid else BillState.OPEN
        if self.paid:
            return BillState.PAID
        return BillState.CREDITED if self.credited else BillState.WAIVED

    @property
    def sentence(self) -> str:
        return sentence(self.explanation)

    def is_late(self, today: date) -> bool:
        return bool(self.open) and today > self.due_on


def explanation(bill: BillView) -> Explanation:
    """Return what the bill was worked out from: quantities, rates, days of the month, waivers."""
    return bill.explanation


def sentence(explanation: Explanation) -> str:
    """Return the bill in one line that can be done again on paper: 86.35 m² × 0.60 yuan × 11/31 months = ¥18.38."""
    products = " + ".join(_product(part, explanation.month_days) for part in explanation.parts)
    return f"{products} = ¥{explanation.due}"


def _product(part: Part, month_days: int) -> str:
    if part.method is Method.BY_METER:
        return metered(part)
    if part.method is Method.PENALTY:
        return penalised(part)
    if part.method is Method.BY_ORDER:
        return f"{part.quantity} × " + gettext("%(rate)s yuan") % {"rate": plain_rate(part.rate)}
    rate = gettext("%(rate)s yuan") % {"rate": plain_rate(part.rate)}
    months = months_of(part, month_days)
    shown = gettext("1 month") if months == "1" else gettext("%(fraction)s month") % {"fraction": months}
    factors = [rate, shown]
    if part.method is Method.BY_AREA:
        factors.insert(0, f"{Area(part.quantity)} m²")
    elif part.method is Method.BY_FORMULA:
        factors.insert(0, worked_out(part))
    elif part.method is Method.BY_COUNT:
        factors.insert(0, str(part.quantity))
    if part.waived_percent:
        factors.append(
            gettext("%(left)s %% (%(waived)s %% waived)")
            % {"left": 100 - part.waived_percent, "waived": part.waived_percent}
        )
    return " × ".join(factors)


def metered(part: Part) -> str:
    """Return what a meter showed and what that costs: 1284 → 1312 = 28 m³: 22 × 2.50 + 6 × 3.75."""
    return part.worked.replace(ESTIMATED, gettext("estimated") + " ")


def penalised(part: Part) -> str:
    """Return what was paid late and what that costs: (51.81 × 60 days) × 0.05 % a day, and whether the cap held it."""
    worked, _, most = part.worked.partition(AT_MOST)
    product = gettext("(open × days late: %(worked)s) × %(rate)s %% a day")
    shown = product % {"worked": worked, "rate": plain_rate(part.rate)}
    if most:
        shown += gettext(", at most %(amount)s") % {"amount": most}
    if part.waived_percent:
        shown += " × " + gettext("%(left)s %% (%(waived)s %% waived)") % {
            "left": 100 - part.waived_percent,
            "waived": part.waived_percent,
        }
    return shown


def worked_out(part: Part) -> str:
    """Return a formula with the home's values, and what it comes to: ((5 − 1) × 86.35 × 0.01 = 3.45)."""
    shown = part.worked.replace("max(", gettext("greatest of") + "(").replace("min(", gettext("least of") + "(")
    return f"({shown} = {part.quantity // 100}.{part.quantity % 100:02})"


def require_reader(actor: Actor, estate_id: int, home_id: int | None = None) -> Tenure:
    """Return the days whose bills the actor may read: a resident's own ones, and all for staff on bills or money.

    Raises: NotFound or NotAllowed for everybody else.
    """
    if actor.kind is ActorKind.RESIDENT:
        return actor.require_home(estate_id, home_id or 0)
    if not actor.may(Right.PREPARE_BILLS, estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
    return WHOLE


def within(tenure: Tenure) -> dict[str, Any]:
    """Return the values of the condition WITHIN."""
    return {
        "from": [period.starts_on for period in tenure.periods],
        "to": [period.ends_before for period in tenure.periods],
    }


def select(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def bills(
    where: str, values: Mapping[str, Any], *, order: str, size: int | None = None, page: int = 1
) -> list[BillView]:
    """Return the bills (with their homes) that meet a condition, whose values are bound and never written into it."""
    limited = {**values, "size": size, "start": offset_of(page, size) if size else 0}
    statement = f"SELECT {_COLUMNS} FROM {_FROM} WHERE {where} ORDER BY {order} LIMIT %(size)s OFFSET %(start)s"  # noqa: S608 our own text
    return [_view(row) for row in select(statement, limited)]


def sums(where: str, values: Mapping[str, Any]) -> tuple[int, Money, Money, Money]:
    """Return how many bills meet a condition, and their amounts, payments and credit notes summed up."""
    statement = f"""
        SELECT count(*), coalesce(sum(bill.amount_fen), 0), coalesce(sum(bill.paid_fen), 0),
               coalesce(sum(bill.credited_fen), 0)
        FROM {_FROM} WHERE {where}
    """  # noqa: S608 our own text
    total, amount, paid, credited = select(statement, values)[0]
    return int(total), Money(int(amount)), Money(int(paid)), Money(int(credited))


def _view(row: Sequence[Any]) -> BillView:
    (bill_id, estate_id, home_id, label, month, item, item_name, fund, method, quantity, rate) = row[:11]
    (served_days, month_days, full, waived, amount, paid, credited, due_on, issued_at, parts) = row[11:21]
    stretches = [_part(stretch) for stretch in json.loads(parts)] if parts else None
    return BillView(
        id=bill_id,
        estate_id=estate_id,
        home_id=home_id,
        home_label=label,
        month=Month.of(month),
        item=item,
        item_name=item_name,
        fund=fund,
        served_days=served_days,
        amount=Money(amount),
        paid=Money(paid),
        credited=Money(credited),
        due_on=due_on,
        issued_at=issued_at,
        explanation=Explanation(
            parts=tuple(stretches or [Part(month, served_days, Method(method), quantity, rate, waived)]),
            month_days=month_days,
            full=Money(full),
            due=Money(amount),
        ),
    )


def _part(stretch: Mapping[str, Any]) -> Part:
    return Part(
        starts_on=date.fromisoformat(stretch["starts_on"]),
        days=stretch["days"],
        method=Method(stretch["method"]),
        quantity=stretch["quantity"],
        rate=Decimal(stretch["rate"]),
        waived_percent=stretch["waived_percent"],
        worked=stretch.get("worked", ""),
    )
