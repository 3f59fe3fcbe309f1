"""Entries of a month: lists with search and paging, and one entry in full, for everybody and for staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.queries.vouchers import VoucherView, sees_originals, vouchers_of_entries
from laoyou.system.ledger.rules.accounts import OWN_FUNDS, SUBLEDGER_ACCOUNTS, Account, Fund, NewLine
from laoyou.system.ledger.rules.movements import Side, is_text_public
from laoyou.system.places.queries import buildings, home_labels

ORDERS = {
    "amount": "abs(coalesce(moved.amount_fen, 0)) DESC, e.id DESC",
    "day": "e.posted_on DESC, e.id DESC",
    "oldest": "e.posted_on, e.id",
}

WRITTEN_BY_PEOPLE = ("expense", "income", "reversal", "shared_cost", "shared_cost_reversal")

_LISTED = """
WITH moved AS (
  SELECT entry_id, sum(amount_fen) AS amount_fen FROM ledger_line
  WHERE estate_id = %(estate_id)s AND posted_on >= %(first)s AND posted_on < %(ends_before)s
    AND account = 10 AND fund = ANY(%(funds)s)
  GROUP BY entry_id
)
SELECT {columns}
FROM ledger_entry e {join} JOIN moved ON moved.entry_id = e.id
WHERE e.estate_id = %(estate_id)s AND e.posted_on >= %(first)s AND e.posted_on < %(ends_before)s {conditions}
{order}
"""
_OF_HOMES = "EXISTS (SELECT FROM ledger_line l WHERE l.estate_id = e.estate_id AND l.entry_id = e.id AND {which})"
_PRIVATE = f"(l.home_id IS NOT NULL OR l.account IN ({', '.join(str(int(a)) for a in sorted(SUBLEDGER_ACCOUNTS))}))"


@dataclass(frozen=True, slots=True)
class Reader:
    """What one who reads the books sees beyond everybody: whose `homes` money was, the `originals` of vouchers."""

    homes: bool = False
    originals: bool = False


EVERYBODY = Reader()


@dataclass(frozen=True, slots=True)
class EntriesFilter:
    """What a list of entries is narrowed to; without a fund, the estate's own funds. `order` is a key of ORDERS.

    `without_money` adds, for staff, entries that moved none: bills issued, waivers, credit notes.
    """

    fund: Fund | None = None
    side: Side | None = None
    search: str = ""
    order: str = "amount"
    without_money: bool = False


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in one line of a list. `amount` is the money that came in (or, below zero, went out) in the funds asked.

    `text` is empty where the reader may not see it: then `building` (of one home) or `homes` say whose money it was.
    """

    id: int
    posted_on: date
    kind: str
    amount: Money
    text: str
    funds: tuple[Fund, ...]
    accounts: tuple[Account, ...]
    homes: int
    building: str
    home: str
    vouchers: tuple[VoucherView, ...]
    reverses_id: int | None
    reversed_by_id: int | None

    @property
    def side(self) -> Side:
        return Side.EXPENSE if self.amount.fen < 0 else Side.INCOME


@dataclass(frozen=True, slots=True)
class EntryPage(Page[EntryRow]):
    """A page of entries, with what the whole list brought in and took out."""

    came_in: Money
    went_out: Money


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of an entry: debit above zero. `home` is the building only, where the reader may not see more."""

    fund: Fund
    account: Account
    amount: Money
    home: str

    @property
    def size(self) -> Money:
        return Money(abs(self.amount.fen))


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its lines and pictures. `payee` is masked but for those who record or approve."""

    row: EntryRow
    lines: tuple[EntryLine, ...]
    payee: str
    recorded_at: datetime
    actor: str
    can_be_reversed: bool


def entries_of_month(
    estate_id: int,
    month: Month,
    fund: Fund | None = None,
    page: int = 1,
    *,
    wanted: EntriesFilter | None = None,
    size: int = ROWS_PER_PAGE,
) -> EntryPage:
    """Return one page of the entries that moved money in the month, as everybody may read them: biggest first."""
    chosen = replace(wanted or EntriesFilter(fund=fund), without_money=False)
    return _listed(estate_id, month, chosen, page, size, EVERYBODY)


def entries_for(
    *,
    actor: Actor,
    estate_id: int,
    month: Month,
    wanted: EntriesFilter | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> EntryPage:
    """Return one page of the month's entries for staff, each with what is this person's work: homes, originals."""
    return _listed(estate_id, month, wanted or EntriesFilter(), page, size, _reader(actor, estate_id))


def entry_view(estate_id: int, entry_id: int) -> EntryView:
    """Return an entry as everybody may read it. Raises: NotFound, also for one that moved no money."""
    return _entry(estate_id, entry_id, EVERYBODY, moves_money=True)


def entry_for(*, actor: Actor, estate_id: int, entry_id: int) -> EntryView:
    """Return an entry for staff, with what is this person's work: homes, originals. Raises: NotFound."""
    return _entry(estate_id, entry_id, _reader(actor, estate_id))


def entry_of_fact(*, estate_id: int, kind: str, source: str) -> int | None:
    """Return the entry that tells the fact, for the packages that post; none when it was never posted."""
    return Entry.objects.filter(estate_id=estate_id, kind=kind, source=source).values_list("id", flat=True).first()


def _reader(actor: Actor, estate_id: int) -> Reader:
    actor.require(Right.SEE_BOOKS, estate_id)
    originals = sees_originals(actor, estate_id)
    return Reader(homes=originals or actor.may(Right.SEE_PEOPLE, estate_id), originals=originals)


def _listed(estate_id: int, month: Month, wanted: EntriesFilter, page: int, size: int, reader: Reader) -> EntryPage:
    parameters: dict[str, Any] = {
        "estate_id": estate_id,
        "first": month.first,
        "ends_before": month.ends_before,
        "funds": [wanted.fund.value] if wanted.fund else [fund.value for fund in OWN_FUNDS],
    }
    conditions = _conditions(estate_id, wanted, reader, parameters)
    join = "LEFT" if wanted.without_money and not wanted.fund else ""
    counted = _LISTED.format(
        columns="count(*), coalesce(sum(moved.amount_fen) FILTER (WHERE moved.amount_fen > 0), 0),"
        " coalesce(-sum(moved.amount_fen) FILTER (WHERE moved.amount_fen < 0), 0)",
        join=join,
        conditions=conditions,
        order="",
    )
    listed = _LISTED.format(
        columns="e.id, coalesce(moved.amount_fen, 0)",
        join=join,
        conditions=conditions,
        order=f"ORDER BY {ORDERS.get(wanted.order, ORDERS['amount'])} LIMIT %(size)s OFFSET %(offset)s",
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, parameters)
        total, came_in, went_out = (int(value) for value in cursor.fetchone())
        number = min(max(page, 1), max(-(-total // size), 1))
        cursor.execute(listed, parameters | {"size": size, "offset": offset_of(number, size)})
        amounts = {int(entry_id): int(amount) for entry_id, amount in cursor.fetchall()}
    rows = _rows(estate_id, amounts, reader)
    return EntryPage(rows, number, size, total, came_in=Money(came_in), went_out=Money(went_out))


def _conditions(estate_id: int, wanted: EntriesFilter, reader: Reader, parameters: dict[str, Any]) -> str:
    conditions = ""
    if wanted.side is not None:
        conditions += f" AND moved.amount_fen {'<' if wanted.side is Side.EXPENSE else '>'} 0"
    if text := wanted.search.strip()[:60]:
        like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found = buildings.homes_labelled_like if reader.homes else buildings.homes_in_buildings_like
        parameters |= {"like": f"%{like}%", "homes": found(estate_id=estate_id, text=text)}
        # A text that the reader does not see is not found by it either: looking for a name must tell nothing.
        readable = "e.text ILIKE %(like)s" + ("" if reader.homes else f" AND NOT {_OF_HOMES.format(which=_PRIVATE)}")
        conditions += f" AND ({readable} OR {_OF_HOMES.format(which='l.home_id = ANY(%(homes)s)')})"
    return conditions


def _rows(estate_id: int, amounts: dict[int, int], reader: Reader) -> list[EntryRow]:
    """Return the rows in the order of `amounts`, by five statements however many they are."""
    ids = list(amounts)
    entries = {entry.id: entry for entry in Entry.objects.filter(estate_id=estate_id, id__in=ids)}
    lines: dict[int, list[Line]] = {entry_id: [] for entry_id in ids}
    for line in Line.objects.filter(estate_id=estate_id, entry_id__in=ids).order_by("entry_id", "line_number"):
        lines[line.entry_id].append(line)
    vouchers = vouchers_of_entries(estate_id, ids, originals=reader.originals)
    reversals = dict(Entry.objects.filter(estate_id=estate_id, reverses_id__in=ids).values_list("reverses_id", "id"))
    homes = {entry_id: {line.home_id for line in lines[entry_id] if line.home_id} for entry_id in ids}
    single = {next(iter(of_entry)) for of_entry in homes.values() if len(of_entry) == 1}
    names = buildings.buildings_of_homes(estate_id=estate_id, home_ids=single) if single else {}
    labels = home_labels(estate_id=estate_id, home_ids=single) if reader.homes and single else {}
    rows = []
    for entry_id, amount in amounts.items():
        entry, of_entry = entries[entry_id], homes[entry_id]
        home_id = next(iter(of_entry)) if len(of_entry) == 1 else 0
        is_readable = reader.homes or is_text_public(_plain(lines[entry_id]))
        funds = _funds(lines[entry_id])
        rows.append(
            EntryRow(
                id=entry_id,
                posted_on=entry.posted_on,
                kind=entry.kind,
                amount=Money(amount),
                text=_shown_text(entry) if is_readable else "",
                funds=funds,
                accounts=_accounts(lines[entry_id], funds),
                homes=len(of_entry),
                building=names.get(home_id, ""),
                home=labels.get(home_id, ""),
                vouchers=vouchers.get(entry_id, ()),
                reverses_id=entry.reverses_id,
                reversed_by_id=reversals.get(entry_id),
            )
        )
    return rows


def _entry(estate_id: int, entry_id: int, reader: Reader, *, moves_money: bool = False) -> EntryView:
    entry = Entry.objects.filter(estate_id=estate_id, id=entry_id).first()
    if entry is None:
        raise NotFound
    lines = list(Line.objects.filter(estate_id=estate_id, entry_id=entry_id).order_by("line_number"))
    if moves_money and not any(line.account == Account.MONEY for line in lines):
        raise NotFound
    own = [line for line in lines if line.account == Account.MONEY and Fund(line.fund) in OWN_FUNDS]
    counted = own or [line for line in lines if line.account == Account.MONEY and line.amount_fen > 0]
    row = _rows(estate_id, {entry_id: sum(line.amount_fen for line in counted)}, reader)[0]
    home_ids = {line.home_id for line in lines if line.home_id}
    named = (
        home_labels(estate_id=estate_id, home_ids=home_ids)
        if reader.homes
        else buildings.buildings_of_homes(estate_id=estate_id, home_ids=home_ids)
    )
    return EntryView(
        row=row,
        lines=_told(lines, named) if reader.homes else _summed(_told(lines, named)),
        payee=row.vouchers[0].payee if row.vouchers else "",
        recorded_at=entry.created_at,
        actor="" if reader == EVERYBODY else entry.actor,
        can_be_reversed=entry.kind != "shared_cost"
        and not row.reverses_id
        and not row.reversed_by_id
        and not any(line.account in SUBLEDGER_ACCOUNTS for line in lines),
    )


def _told(lines: Iterable[Line], named: dict[int, str]) -> tuple[EntryLine, ...]:
    return tuple(
        EntryLine(Fund(line.fund), Account(line.account), Money(line.amount_fen), named.get(line.home_id or 0, ""))
        for line in lines
    )


def _summed(lines: Iterable[EntryLine]) -> tuple[EntryLine, ...]:
    """Return the lines fund by fund, the money first, those of one reason and building as one."""
    sums: dict[tuple[Fund, Account, str], Money] = {}
    for line in lines:
        key = (line.fund, line.account, line.home)
        sums[key] = sums.get(key, Money(0)) + line.amount
    funds = list(Fund)
    in_order = sorted(sums.items(), key=lambda item: (funds.index(item[0][0]), item[0][1]))
    return tuple(EntryLine(fund, account, amount, home) for (fund, account, home), amount in in_order if amount)


def _plain(lines: Iterable[Line]) -> list[NewLine]:
    return [
        NewLine(Fund(line.fund), Account(line.account), line.amount_fen, line.home_id, line.bill_id) for line in lines
    ]


def _shown_text(entry: Entry) -> str:
    """Return what a person wrote as it is, and what another package wrote in the reader's language."""
    return entry.text if entry.kind in WRITTEN_BY_PEOPLE or not entry.text else gettext(entry.text)


def _funds(lines: Sequence[Line]) -> tuple[Fund, ...]:
    """Return the funds an entry is told under: the estate's own where one moved, else all that moved."""
    moved = {line.fund for line in lines if line.account == Account.MONEY} or {line.fund for line in lines}
    return tuple(fund for fund in OWN_FUNDS if fund.value in moved) or tuple(
        fund for fund in Fund if fund.value in moved
    )


def _accounts(lines: Sequence[Line], funds: tuple[Fund, ...]) -> tuple[Account, ...]:
    named = {line.account for line in lines if Fund(line.fund) in funds and line.account != Account.MONEY}
    return tuple(account for account in Account if account in named)
