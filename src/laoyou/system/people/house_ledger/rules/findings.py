"""What is wrong or unclear in a row, each as a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from laoyou.core.errors import mark


class Severity(StrEnum):
    """A refused row makes no home; a warned one does, without what was unclear."""

    REFUSED = "refused"
    WARNED = "warned"


class Finding(NamedTuple):
    """`row` is the number that a spreadsheet shows; `params` fill the sentence; `column` is the title or ''."""

    sheet: str
    row: int
    code: str
    column: str = ""
    params: dict[str, str] = {}

    @property
    def severity(self) -> Severity:
        return Severity.REFUSED if self.code in REFUSED else Severity.WARNED

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "code": self.code, "column": self.column, "params": self.params}


REFUSED: dict[str, str] = {
    "area_not_a_number": mark("The area “%(value)s” is not a number. Enter square metres, for example 86.35."),
    "area_missing": mark("There is no area. Enter the square metres; without them nothing can be billed."),
    "area_out_of_range": mark("An area of %(value)s m² can't be right. Check the decimal point."),
    "building_missing": mark("There is no building. Enter its number or name, for example 3栋."),
    "number_missing": mark("There is no home number. Enter it, for example 501."),
    "address_unclear": mark("“%(value)s” does not tell building and number apart. Write it as 3-2-501 or 3栋2单元501."),
    "name_too_long": mark("“%(value)s” is too long for the name of a building, entrance or home. Shorten it."),
    "home_twice": mark("The same home stands in row %(first)s already, with other data. Delete the row that is wrong."),
}
WARNED: dict[str, str] = {
    "home_again": mark("This row repeats row %(first)s word for word. It was counted once; nothing needs to be done."),
    "rate_missing": mark("There is no rate. The estate's default applies; enter the rate if this home has its own."),
    "rate_not_a_number": mark("The rate “%(value)s” is not a number. The estate's default applies until you enter it."),
    "telephone_wrong": mark("The telephone number %(value)s is not complete or not one. Ask the owner and enter it."),
    "owner_missing": mark("There is no owner. The home is entered without one; add the owner when you know them."),
    "owner_name_long": mark("The owner's name is longer than 80 characters and was cut. Check it in the home's page."),
    "owner_number_unknown": mark("Owner number %(value)s is not in the owners' sheet. Correct it, or add it there."),
    "fee_number_unknown": mark("Fee number %(value)s is not in the fees' sheet. Correct it; the default rate applies."),
    "id_number_wrong": mark("The identity number is not valid and was left out. Compare it with the paper."),
    "id_number_twice": mark("Row %(first)s has the same identity number with another name. It was left out here."),
    "occupancy_unknown": mark("“%(value)s” is no occupancy that is known. Write 自住, 出租, 空置 or 未售."),
    "kind_unknown": mark("“%(value)s” is no known use. The home is entered as a dwelling; correct it if needed."),
    "floor_unclear": mark("The floor “%(value)s” is not a number. It was taken from the home number."),
    "moved_in_unclear": mark("“%(value)s” is no day or month. It was left out; write it as 2002-06-18 or 2002-06."),
    "paid_until_unclear": mark("“%(value)s” is not a month. It was left out; write it as 2020-12."),
    "building_from_above": mark("The building is empty and was taken from the row above: %(value)s. Check it."),
    "note_cut": mark("The note is longer than 1,000 characters and was cut."),
}
SENTENCES = REFUSED | WARNED

TITLES: dict[str, str] = {
    "area_not_a_number": mark("Area is not a number"),
    "area_missing": mark("No area"),
    "area_out_of_range": mark("Area can't be right"),
    "building_missing": mark("No building"),
    "number_missing": mark("No home number"),
    "address_unclear": mark("Address not clear"),
    "name_too_long": mark("Name too long"),
    "home_twice": mark("Same home twice, with other data"),
    "home_again": mark("Row repeated"),
    "rate_missing": mark("No rate"),
    "rate_not_a_number": mark("Rate is not a number"),
    "telephone_wrong": mark("Telephone number not complete"),
    "owner_missing": mark("No owner"),
    "owner_name_long": mark("Owner's name cut"),
    "owner_number_unknown": mark("Owner number unknown"),
    "fee_number_unknown": mark("Fee number unknown"),
    "id_number_wrong": mark("Identity number not valid"),
    "id_number_twice": mark("Identity number used twice"),
    "occupancy_unknown": mark("Occupancy not known"),
    "kind_unknown": mark("Use not known"),
    "floor_unclear": mark("Floor not clear"),
    "moved_in_unclear": mark("Hand-over day not clear"),
    "paid_until_unclear": mark("Paid until: not clear"),
    "building_from_above": mark("Building taken from above"),
    "note_cut": mark("Note cut"),
}


class FindingGroup(NamedTuple):
    """All findings of one kind, in the order of the rows."""

    code: str
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        return TITLES[self.code]


def grouped(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Return the findings by kind, the refused before the warned, each kind by its first row.

    >>> [(group.code, len(group.findings)) for group in grouped([
    ...     Finding("A", 9, "owner_missing"), Finding("A", 5, "owner_missing"), Finding("A", 7, "area_missing")])]
    [('area_missing', 1), ('owner_missing', 2)]
    """
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    groups = [
        FindingGroup(code, same[0].severity, tuple(sorted(same, key=lambda finding: (finding.sheet, finding.row))))
        for code, same in by_code.items()
    ]
    return sorted(groups, key=lambda group: (group.severity is Severity.WARNED, group.findings[0].row))
