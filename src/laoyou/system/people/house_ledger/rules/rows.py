"""Reads the rows of a table of homes.

A ledger repeats itself: the same building, area, occupancy stand in thousands of rows, so each distinct cell of such a
column is understood once and looked up afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from laoyou.core.errors import Refusal
from laoyou.system.people.house_ledger.rules.addresses import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    Address,
    address_of,
    building_of,
    entrance_of,
    number_of,
)
from laoyou.system.people.house_ledger.rules.cells import Cell, day_text, plain, text_of
from laoyou.system.people.house_ledger.rules.codes import kind_of, occupancy_of
from laoyou.system.people.house_ledger.rules.columns import Column
from laoyou.system.people.house_ledger.rules.findings import REFUSED, Finding
from laoyou.system.people.house_ledger.rules.linked import Fee, Links, days_of, numbers_of
from laoyou.system.people.house_ledger.rules.owners import Owner, is_developer, names_of, owners_of, telephones_of
from laoyou.system.people.house_ledger.rules.tables import Table
from laoyou.system.people.house_ledger.rules.values import Problem, area_of, floor_of, rate_of, rate_text, remembered
from laoyou.system.people.rules.identity_numbers import credit_code, identity_number
from laoyou.system.people.rules.masking import masked_telephone
from laoyou.system.places.rules import labels

LONGEST_NOTE = 1000
MERGED_SHARE = 0.3
_BUILDING_IN_NAME = re.compile(r"[0-9A-Za-z一二三四五六七八九十](栋|幢|座|号楼|#)")

_TOTAL = re.compile(r"(总?合计|总计|小计|共计|累计|本页|总户数|户数|total|subtotal|sum)", re.IGNORECASE)


class HomeLine(NamedTuple):
    """One home as the ledger says it. '' is “the ledger does not say”; `rate` is yuan per m² and month."""

    sheet: str
    row: int
    address: Address
    floor: int | None
    centiares: int
    kind: str
    occupancy: str
    paid_until: str
    moved_in: str
    note: str
    owners: tuple[Owner, ...]
    rate: str

    @property
    def label(self) -> str:
        return labels.home_label(*self.address)

    @property
    def facts(self) -> tuple[object, ...]:
        """Return all that the row says but where it stands."""
        people = tuple((owner.name, owner.telephone) for owner in self.owners)
        return (*self[2:10], people, self.rate)


@dataclass(slots=True)
class Skipped:
    """Rows that are no homes: blank (formatted), totals, notes, titles repeated on each printed page."""

    blank: int = 0
    totals: int = 0
    notes: int = 0
    titles: int = 0


class RowCells(NamedTuple):
    """The cells of one row in the order of `Column`, '' where there is no such column or nothing in it."""

    building: Cell
    entrance: Cell
    number: Cell
    label: Cell
    floor: Cell
    area: Cell
    owner: Cell
    telephone: Cell
    id_number: Cell
    occupancy: Cell
    kind: Cell
    rate: Cell
    paid_until: Cell
    moved_in: Cell
    note: Cell
    owner_number: Cell
    fees: Cell
    fees_from: Cell


_PLACE = {column: place for place, column in enumerate(Column)}


@dataclass(slots=True)
class Above:
    """What the rows of a table share, and the address of the row above."""

    table: Table
    has_rates: bool
    in_sheet_name: str
    buildings_merged: bool
    entrances_merged: bool
    address: Address


class RowReader:
    """Collects the homes and findings of several tables that share their linked sheets and code notes."""

    def __init__(self, links: Links, notes: dict[str, str]) -> None:
        self.links = links
        self.lines: list[HomeLine] = []
        self.findings: list[Finding] = []
        self.skipped = Skipped()
        self.rates_from: date | None = None
        self.other_fees: Counter[Fee] = Counter()
        self._id_numbers: dict[str, tuple[str, int]] = {}
        self._building = remembered(building_of)
        self._entrance = remembered(entrance_of)
        self._number = remembered(number_of)
        self._area = remembered(area_of)
        self._rate = remembered(rate_of)
        self._floor = remembered(floor_of)
        self._floor_of_number = remembered(lambda number: labels.floor_of(text_of(number)))
        self._day = remembered(day_text)
        self._occupancy = remembered(lambda cell: occupancy_of(cell, notes))
        self._kind = remembered(lambda cell: kind_of(cell, notes))
        self._text = remembered(text_of)

    def read(self, table: Table) -> None:
        """Read all rows of one table."""
        columns = _columns(table)
        numbers = columns[_PLACE[Column.NUMBER]]
        above = Above(
            table=table,
            has_rates=Column.RATE in table.columns,
            in_sheet_name=building_of(table.sheet) if _BUILDING_IN_NAME.search(table.sheet) else "",
            buildings_merged=_is_merged(columns[_PLACE[Column.BUILDING]], numbers),
            entrances_merged=_is_merged(columns[_PLACE[Column.ENTRANCE]], numbers),
            address=Address("", "", ""),
        )
        for place, cells in enumerate(map(RowCells._make, zip(*columns, strict=True))):
            # A number in the number's column is a home without further looking: nearly all rows.
            if (cells.number.__class__ is float and cells.number != 0) or not self._is_no_home(table, place, cells):
                self._read_row(above, table.header + 2 + place, cells)

    def _read_row(self, above: Above, row: int, cells: RowCells) -> None:
        table = above.table
        problems: list[Problem] = []
        address = self._where(above, cells, problems)
        centiares, wrong = self._area(cells.area)
        if wrong:
            problems.append(wrong)
        floor, wrong = self._floor(cells.floor)
        if wrong:
            problems.append(wrong)
        kind = self._kind(cells.kind)
        if kind is None:
            problems.append(Problem("kind_unknown", Column.KIND, text_of(cells.kind)))
        occupancy = self._occupancy(cells.occupancy)
        if occupancy is None:
            problems.append(Problem("occupancy_unknown", Column.OCCUPANCY, text_of(cells.occupancy)))
        owners, is_unsold = self._who(table, row, cells, problems)
        if is_unsold or (occupancy == "vacant" and owners and is_developer(owners[0])):
            occupancy = "unsold"
        if not owners and occupancy != "unsold":
            problems.append(Problem("owner_missing", Column.OWNER))
        rate = self._what_it_pays(above, cells, problems)
        paid_until, moved_in = self._day(cells.paid_until), self._day(cells.moved_in)
        if paid_until is None:
            problems.append(Problem("paid_until_unclear", Column.PAID_UNTIL, text_of(cells.paid_until)))
        if moved_in is None:
            problems.append(Problem("moved_in_unclear", Column.MOVED_IN, text_of(cells.moved_in)))
        note = self._text(cells.note)
        if len(note) > LONGEST_NOTE:
            problems.append(Problem("note_cut", Column.NOTE))
        for problem in problems:
            title = table.title_of(problem.column)
            self.findings.append(Finding(table.sheet, row, problem.code, title, {"value": problem.value[:40]}))
        if not any(problem.code in REFUSED for problem in problems):
            self.lines.append(
                HomeLine(
                    sheet=table.sheet,
                    row=row,
                    address=address,
                    floor=self._floor_of_number(address.number) if floor is None else floor,
                    centiares=centiares,
                    kind=kind or "",
                    occupancy=occupancy or "",
                    paid_until=paid_until or "",
                    moved_in=moved_in or "",
                    note=note[:LONGEST_NOTE],
                    owners=owners,
                    rate=rate,
                )
            )

    def _where(self, above: Above, cells: RowCells, problems: list[Problem]) -> Address:
        """Return the address; what spans several rows comes from the row above."""
        number = self._number(cells.number)
        if cells.building != "" and "-" not in number:
            address = Address(self._building(cells.building), self._entrance(cells.entrance), number)
        else:
            address = self._written_together(above, cells, number, problems)
        last = above.address
        if not address.building and last.building and Column.BUILDING in above.table.columns:
            address = address._replace(building=last.building)
            if not above.buildings_merged:
                problems.append(Problem("building_from_above", Column.BUILDING, last.building))
        if above.entrances_merged and not address.entrance and address.building == last.building:
            address = address._replace(entrance=last.entrance)
        above.address = address
        if not address.number:
            problems.append(Problem("number_missing", Column.NUMBER))
        elif not address.building:
            problems.append(Problem("building_missing", Column.BUILDING))
        for text, most in zip(address, (LONGEST_NAME, LONGEST_NAME, LONGEST_NUMBER), strict=True):
            if len(text) > most:
                problems.append(Problem("name_too_long", Column.NUMBER, text))
        return address

    def _who(self, table: Table, row: int, cells: RowCells, problems: list[Problem]) -> tuple[tuple[Owner, ...], bool]:
        """Return the owners, and whether the cell says that the home is not sold."""
        owner, telephone, id_number = cells.owner, cells.telephone, cells.id_number
        if cells.owner_number != "" and owner == "":
            owner, telephone, id_number = self._linked_owner(cells.owner_number, telephone, problems)
        names, is_organisation, is_unsold = names_of(owner)
        telephones, are_all = telephones_of(telephone) if telephone != "" else ((), True)
        if not are_all:
            problems.append(Problem("telephone_wrong", Column.TELEPHONE, _masked(telephone)))
        if not names:
            return (), is_unsold
        id_numbers: tuple[str, ...] = ()
        if id_number != "":
            id_numbers = self._id_numbers_of(id_number, names, is_organisation, row, problems)
        return owners_of(names, telephones, is_organisation, f"{table.sheet}/{row}", id_numbers), is_unsold

    def _what_it_pays(self, above: Above, cells: RowCells, problems: list[Problem]) -> str:
        rate, wrong = self._rate(cells.rate)
        if wrong and (above.has_rates or wrong.code != "rate_missing"):
            problems.append(wrong)
        if cells.fees != "":
            return self._linked_rate(cells.fees, cells.fees_from, problems) or rate
        return rate

    def _is_no_home(self, table: Table, place: int, cells: RowCells) -> bool:
        """Return whether the row is blank, a total, a note or a repeated title, and count it as such."""
        texts = [text for cell in table.data[place] if (text := text_of(cell))]
        number = text_of(cells.number) or text_of(cells.label)
        has_people = cells.owner != "" or cells.owner_number != ""
        if not texts:
            self.skipped.blank += 1
        elif _TOTAL.match(texts[0].replace(" ", "")) and (not number or _TOTAL.match(number.replace(" ", ""))):
            self.skipped.totals += 1
        elif number and number in (table.title_of(Column.NUMBER), table.title_of(Column.LABEL)):
            self.skipped.titles += 1
        elif number or has_people or (cells.area != "" and cells.building != ""):
            return False
        elif cells.area != "":
            self.skipped.totals += 1  # without number, building and owner an area is a sum
        else:
            self.skipped.notes += 1
        return True

    def _written_together(self, above: Above, cells: RowCells, number: str, problems: list[Problem]) -> Address:
        """Return an address of which the number's cell, or one cell for all, holds more than the number."""
        building, entrance = self._building(cells.building), self._entrance(cells.entrance)
        written = text_of(cells.label) or number
        found = address_of(written) if written else None
        if building:  # the number is 2-501 or 3-2-501 beside a building's own cell
            if found and found.entrance and found.building == building:
                return found
            parts = re.fullmatch(r"([0-9]{1,2})-([0-9]{3,4}[A-Za-z]?)", number)
            if parts and not entrance:
                return Address(building, entrance_of(parts[1]), parts[2])
            return Address(building, entrance, number)
        if found:
            return found
        if above.in_sheet_name and number:
            return Address(above.in_sheet_name, entrance, number)
        columns = above.table.columns
        if written and Column.BUILDING not in columns:
            column = Column.LABEL if Column.LABEL in columns else Column.NUMBER
            problems.append(Problem("address_unclear", column, written))
            return Address("?", "", written[:LONGEST_NUMBER])
        return Address("", entrance, number)

    def _linked_owner(self, cell: Cell, telephone: Cell, problems: list[Problem]) -> tuple[Cell, Cell, Cell]:
        found = []
        for number in numbers_of(cell):
            if number in self.links.owners:
                found.append(self.links.owners[number])
            else:
                problems.append(Problem("owner_number_unknown", Column.OWNER_NUMBER, number))
        if len(found) == 1:
            return found[0].name, telephone if telephone != "" else found[0].telephone, found[0].id_number
        names = "、".join(text_of(owner.name) for owner in found)
        return names, "、".join(text_of(owner.telephone) for owner in found if owner.telephone != ""), ""

    def _linked_rate(self, cell: Cell, from_cell: Cell, problems: list[Problem]) -> str:
        """Return the rate per m² among the home's fees; fixed fees are counted, prices are not this import's matter."""
        rate, days = "", days_of(from_cell)
        for place, number in enumerate(numbers_of(cell)):
            fee = self.links.fees.get(number)
            if fee is None:
                if self.links.fees:
                    problems.append(Problem("fee_number_unknown", Column.FEES, number))
            elif fee.per_m2 > 0:
                rate = rate_text(fee.per_m2)
                day = days[place] if place < len(days) else None
                if day is not None and (self.rates_from is None or day < self.rates_from):
                    self.rates_from = day
            else:
                self.other_fees[fee] += 1
        return rate

    def _id_numbers_of(
        self,
        cell: Cell,
        names: tuple[str, ...],
        is_organisation: bool,
        row: int,
        problems: list[Problem],
    ) -> tuple[str, ...]:
        numbers = []
        for name, written in zip(names, re.split(r"[、,;/\s]+", plain(text_of(cell))), strict=False):
            if not written:
                numbers.append("")
                continue
            try:
                number = credit_code(written) if is_organisation else identity_number(written)
            except Refusal:
                problems.append(Problem("id_number_wrong", Column.ID_NUMBER))
                numbers.append("")
                continue
            first_name, first_row = self._id_numbers.setdefault(number, (name, row))
            if first_name != name:
                problems.append(Problem("id_number_twice", Column.ID_NUMBER, str(first_row)))
                number = ""
            numbers.append(number)
        return tuple(numbers) if any(numbers) else ()


def _columns(table: Table) -> list[Sequence[Cell]]:
    """Return each column's cells, one per row below the header; '' throughout for a column that is not there."""
    data = table.data
    nothing: Sequence[Cell] = [""] * len(data)
    return [
        nothing
        if (place := table.columns.get(column)) is None
        else ["" if cell.__class__ is str and str.isspace(cell) else cell for cell in _cells_at(data, place)]
        for column in Column
    ]


def _cells_at(data: Sequence[Sequence[Cell]], place: int) -> list[Any]:
    return [row[place] if place < len(row) else "" for row in data]


def _is_merged(cells: Sequence[Cell], numbers: Sequence[Cell]) -> bool:
    """Return whether the column's cells span several rows, so that only the first of each block is filled."""
    empty = [cell == "" for cell, number in zip(cells, numbers, strict=True) if number != ""]
    return bool(empty) and not empty[0] and sum(empty) / len(empty) > MERGED_SHARE


def _masked(cell: Cell) -> str:
    text = plain(text_of(cell))
    return masked_telephone(text) if len(text) >= 11 else f"{text[:3]}…"
