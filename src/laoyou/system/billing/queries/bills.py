"""Bills of a home, of a resident's homes, of a month; one bill with all that happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page
from laoyou.core.tenures import Tenure
from laoyou.infra import exports
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.former_credit import share_since
from laoyou.system.billing.models import Allocation, CreditNote, HomeCredit
from laoyou.system.billing.queries.rows import WITHIN, BillView, bills, require_reader, select, sums, within
from laoyou.system.payments import queries as payments
from laoyou.system.people import queries as people
from laoyou.system.places.rules.labels import searched_keys

HOMES_BILLS = 12
STATES = ("", "open", "late", "part_paid", "paid", "credited", "waived")

_OF_HOME = f"bill.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND {WITHIN}"
_OPEN = "bill.amount_fen > bill.paid_fen + bill.credited_fen"
_IN_STATE = {
    "open": _OPEN,
    "late": f"{_OPEN} AND bill.due_on < %(today)s",
    "part_paid": f"{_OPEN} AND bill.paid_fen > 0",
    "paid": f"NOT {_OPEN} AND bill.paid_fen > 0",
    "credited": "bill.credited_fen > 0",
    "waived": "bill.amount_fen < bill.full_fen",
}
_SEARCHED = "(home.label ILIKE %(begins)s OR home.number ILIKE %(begins)s OR home.sort_key LIKE %(key)s)"
SORTS = {
    "home": "home.sort_key, bill.item, bill.id",
    "-home": "home.sort_key DESC, bill.item, bill.id",
    "amount": "bill.amount_fen, home.sort_key, bill.id",
    "-amount": "bill.amount_fen DESC, home.sort_key, bill.id",
    "open": "bill.amount_fen - bill.paid_fen - bill.credited_fen, home.sort_key, bill.id",
    "-open": "bill.amount_fen - bill.paid_fen - bill.credited_fen DESC, home.sort_key, bill.id",
}
_DUE = """
SELECT home.estate_id, estate.name, home.id, home.label, count(bill.id),
       coalesce(sum(bill.amount_fen - bill.paid_fen - bill.credited_fen), 0), min(bill.month), min(bill.due_on),
       coalesce((SELECT balance_fen FROM billing_home_credit credit
                 WHERE credit.estate_id = home.estate_id AND credit.home_id = home.id), 0)
FROM unnest(%(estates)s::bigint[], %(homes)s::bigint[]) AS own (estate_id, home_id)
JOIN places_home home ON home.estate_id = own.estate_id AND home.id = own.home_id
JOIN places_estate estate ON estate.id = home.estate_id
LEFT JOIN billing_bill bill ON bill.estate_id = own.estate_id AND bill.home_id = own.home_id
  AND bill.amount_fen > bill.paid_fen + bill.credited_fen
  AND EXISTS (SELECT FROM unnest(%(of_estates)s::bigint[], %(of_homes)s::bigint[], %(from)s::date[], %(to)s::date[])
                AS period (estate_id, home_id, starts_on, ends_before)
              WHERE period.estate_id = own.estate_id AND period.home_id = own.home_id
                AND period.starts_on <= bill.month AND (period.ends_before IS NULL OR bill.month < period.ends_before))
GROUP BY home.estate_id, estate.name, home.id, home.label, home.sort_key
ORDER BY home.estate_id, home.sort_key
"""


@dataclass(frozen=True, slots=True)
class HomeDue:
    """What one home owes now, since which month, until when, and the credit it has beside that.

    To a resident: what is theirs to pay, which debts of former owners are not, and the credit of their own time, which
    is no tenant's.
    """

    estate_id: int
    estate_name: str
    home_id: int
    home_label: str
    bills: int
    due: Money
    oldest_month: Month | None
    due_on: date | None
    credit: Money


@dataclass(frozen=True, slots=True)
class MonthBills:
    """What a list of a month's bills is narrowed to; empty means all."""

    state: str = ""
    building_id: int | None = None
    search: str = ""
    item: str = ""
    sort: str = "home"


@dataclass(frozen=True, slots=True)
class BillsPage(Page[BillView]):
    """A page of bills with the sums of the whole list."""

    amount: Money
    paid: Money
    credited: Money

    @property
    def open(self) -> Money:
        return self.amount - self.paid - self.credited


@dataclass(frozen=True, slots=True)
class PaidPart:
    """Money that went to a bill on a day: from a payment, from the home's credit, or (below zero) given back to it."""

    amount: Money
    allocated_on: date
    payment_id: int | None
    is_readable: bool


@dataclass(frozen=True, slots=True)
class CreditNoteView:
    id: int
    amount: Money
    reason: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class BillStory:
    bill: BillView
    paid: tuple[PaidPart, ...]
    credit_notes: tuple[CreditNoteView, ...]
    most_to_credit: Money


def household_due(actor: Actor) -> list[HomeDue]:
    """Return what each home of a resident owes, also those that owe nothing."""
    return _dues(actor.homes)


def due_of_home(*, actor: Actor, estate_id: int, home_id: int) -> HomeDue:
    """Return what one home owes. Raises: NotFound."""
    dues = _dues({(estate_id, home_id): require_reader(actor, estate_id, home_id)})
    if not dues:
        raise NotFound
    return dues[0]


def open_bills(*, actor: Actor, estate_id: int, home_id: int) -> list[BillView]:
    """Return the home's bills with something open on them, the oldest first. Raises: NotFound."""
    tenure = require_reader(actor, estate_id, home_id)
    values = {"estate_id": estate_id, "home_id": home_id, **within(tenure)}
    return bills(f"{_OF_HOME} AND {_OPEN}", values, order="bill.month, bill.id")


def bills_of_home(
    *, actor: Actor, estate_id: int, home_id: int, page: int = 1, size: int = HOMES_BILLS
) -> Page[BillView]:
    """Return one page of the home's bills, the newest first. Raises: NotFound."""
    tenure = require_reader(actor, estate_id, home_id)
    values = {"estate_id": estate_id, "home_id": home_id, **within(tenure)}
    rows = bills(_OF_HOME, values, order="bill.month DESC, bill.id", size=size, page=page)
    return Page(rows=rows, number=page, size=size, total=sums(_OF_HOME, values)[0])


def bill_for(*, actor: Actor, estate_id: int, bill_id: int) -> BillView:
    """Return one bill. Raises: NotFound, also for a bill of another's home or of another's time there."""
    found = bills_by_id(estate_id, [bill_id])
    if not found:
        raise NotFound
    _require_reader_of(actor, found[0])
    return found[0]


def bill_story(*, actor: Actor, estate_id: int, bill_id: int) -> BillStory:
    """Return one bill with its payments and credit notes, the oldest first. Raises: NotFound."""
    bill = bill_for(actor=actor, estate_id=estate_id, bill_id=bill_id)
    paid = list(Allocation.objects.filter(estate_id=estate_id, bill_id=bill_id).order_by("id"))
    notes = CreditNote.objects.filter(estate_id=estate_id, bill_id=bill_id).order_by("id")
    payment_ids = {part.payment_id for part in paid if part.payment_id}
    readable: Collection[int | None] = payment_ids
    if actor.kind is ActorKind.RESIDENT and payment_ids:
        readable = payments.readable_receipts(
            actor=actor, estate_id=estate_id, home_id=bill.home_id, payment_ids=payment_ids
        )
    return BillStory(
        bill=bill,
        paid=tuple(
            PaidPart(Money(part.amount_fen), part.allocated_on, part.payment_id, part.payment_id in readable)
            for part in paid
        ),
        credit_notes=tuple(
            CreditNoteView(note.id, Money(note.amount_fen), note.reason, note.written_at) for note in notes
        ),
        most_to_credit=bill.amount - bill.credited,
    )


def bills_of_payment(*, actor: Actor, estate_id: int, payment_id: int) -> list[tuple[BillView, Money]]:
    """Return the bills that a payment went to, each with its part, the oldest month first, also of a cancelled one.

    Raises: NotFound where any of them is not the actor's affair.
    """
    parts = dict(
        Allocation.objects.filter(estate_id=estate_id, payment_id=payment_id, amount_fen__gt=0).values_list(
            "bill_id", "amount_fen"
        )
    )
    found = bills_by_id(estate_id, list(parts))
    for bill in found:
        _require_reader_of(actor, bill)
    return [(bill, Money(parts[bill.id])) for bill in found]


def owed_by_former_owners(
    *, actor: Actor, estate_id: int, home_id: int, bills: Iterable[BillView], today: date
) -> dict[int, str]:
    """Return which of the home's bills its owners of today don't owe, and whose they are, masked. For the desk."""
    actor.require(Right.TAKE_CASH, estate_id)
    days = {bill.id: bill.month.first for bill in bills}
    names = people.former_owners(estate_id=estate_id, home_id=home_id, days=days.values(), today=today)
    return {bill_id: "、".join(names[day]) for bill_id, day in days.items() if day in names}


def credit_of_home(*, actor: Actor, estate_id: int, home_id: int) -> Money:
    """Return what the home has paid in advance; nothing to a tenant, and to who came later what is not of before.

    Raises: NotFound.
    """
    tenure = require_reader(actor, estate_id, home_id)
    if tenure.is_tenant:
        return Money(0)
    row = HomeCredit.objects.filter(estate_id=estate_id, home_id=home_id).first()
    return _own_credit(estate_id, home_id, Money(row.balance_fen if row else 0), tenure)


def bills_of_month(
    *,
    actor: Actor,
    estate_id: int,
    month: Month,
    today: date,
    wanted: MonthBills | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> BillsPage:
    """Return one page of the estate's bills of a month with the sums of all that were asked for."""
    require_reader(actor, estate_id)
    chosen = wanted or MonthBills()
    where, values = _narrowed(estate_id, month, chosen, today)
    total, amount, paid, credited = sums(where, values)
    rows = bills(where, values, order=SORTS.get(chosen.sort, SORTS["home"]), size=size, page=page)
    return BillsPage(rows=rows, number=page, size=size, total=total, amount=amount, paid=paid, credited=credited)


def bills_to_export(*, actor: Actor, estate_id: int, month: Month, today: date, wanted: MonthBills) -> list[BillView]:
    """Return all bills of the month that are asked for, at most 100,000."""
    found = bills_of_month(
        actor=actor, estate_id=estate_id, month=month, today=today, wanted=wanted, size=exports.READ_AT_MOST
    )
    return list(found.rows)


def items_of_month(*, actor: Actor, estate_id: int, month: Month) -> list[tuple[str, str]]:
    """Return the items billed in the month, with their names."""
    require_reader(actor, estate_id)
    return [
        (item, name)
        for item, name in select(
            "SELECT item, max(item_name) FROM billing_bill WHERE estate_id = %(estate_id)s AND month = %(month)s"
            " GROUP BY item ORDER BY item",
            {"estate_id": estate_id, "month": month.first},
        )
    ]


def _require_reader_of(actor: Actor, bill: BillView) -> None:
    if not require_reader(actor, bill.estate_id, bill.home_id).covers(bill.month.first):
        raise NotFound


def bills_by_id(estate_id: int, ids: list[int]) -> list[BillView]:
    return bills(
        "bill.estate_id = %(estate_id)s AND bill.id = ANY(%(ids)s)",
        {"estate_id": estate_id, "ids": ids},
        order="bill.month, bill.id",
    )


def _narrowed(estate_id: int, month: Month, wanted: MonthBills, today: date) -> tuple[str, Mapping[str, Any]]:
    conditions = ["bill.estate_id = %(estate_id)s", "bill.month = %(month)s"]
    if wanted.state in _IN_STATE:
        conditions.append(_IN_STATE[wanted.state])
    if wanted.building_id is not None:
        conditions.append("home.building_id = %(building_id)s")
    if wanted.item:
        conditions.append("bill.item = %(item)s")
    text = wanted.search.strip()
    if text:
        conditions.append(_SEARCHED)
    building, entrance, number = searched_keys(text) or ("", "", "")
    return " AND ".join(conditions), {
        "estate_id": estate_id,
        "month": month.first,
        "today": today,
        "building_id": wanted.building_id,
        "item": wanted.item,
        # What begins with a digit is the beginning of a home's name: 5栋 is not 15栋.
        "begins": f"{'' if text[:1].isdigit() else '%'}{_literal(text)}%",
        "key": f"{building}/{entrance or '%'}/{number}" if number else None,
    }


def _literal(text: str) -> str:
    """Return the text for ILIKE without the pattern's own signs (ACC-05)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _dues(tenures: Mapping[tuple[int, int], Tenure]) -> list[HomeDue]:
    homes = sorted(tenures)
    periods = [(*home, period.starts_on, period.ends_before) for home in homes for period in tenures[home].periods]
    names = ("of_estates", "of_homes", "from", "to")
    values: dict[str, Any] = {name: [period[place] for period in periods] for place, name in enumerate(names)}
    values |= {"estates": [estate_id for estate_id, _ in homes], "homes": [home_id for _, home_id in homes]}
    dues = [_due(row) for row in select(_DUE, values)]
    return [
        replace(due, credit=_own_credit(due.estate_id, due.home_id, due.credit, tenures[due.estate_id, due.home_id]))
        for due in dues
    ]


def _own_credit(estate_id: int, home_id: int, credit: Money, tenure: Tenure) -> Money:
    """Return the credit without what those before had left; without any nothing is looked up."""
    if tenure.is_tenant:
        return Money(0)
    if not credit or tenure.since == date.min:
        return credit
    return credit - Money(share_since(estate_id=estate_id, home_id=home_id, since=tenure.since).kept_fen)


def _due(row: tuple[Any, ...]) -> HomeDue:
    estate_id, estate_name, home_id, label, count, due, oldest, due_on, credit = row
    return HomeDue(
        estate_id=estate_id,
        estate_name=estate_name,
        home_id=home_id,
        home_label=label,
        bills=count,
        due=Money(int(due)),
        oldest_month=Month.of(oldest) if oldest else None,
        due_on=due_on,
        credit=Money(int(credit)),
    )
