"""Importing a house ledger: hand it in, look at what was understood, correct the columns, enter it or drop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import exports, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of
from laoyou.system.people.errors import PeopleRefusal
from laoyou.system.people.house_ledger import queries, use_cases
from laoyou.system.people.house_ledger.queries import ImportView
from laoyou.system.people.house_ledger.rules.cells import text_of
from laoyou.system.people.house_ledger.rules.columns import COLUMN_NAMES, Column
from laoyou.system.people.house_ledger.rules.findings import Finding
from laoyou.system.people.house_ledger.use_cases import SheetCorrection
from laoyou.system.places import queries as places

CHECKED_AT_ONCE = 512 * 1024
"""A file up to this size is read while the person waits (half a second); a larger one is left to a job."""

FINDINGS_SHOWN = 12
RAW_ROWS = 14
COLUMN_PREFIX = "column-"


class ChooseAFile(Refusal):
    code = "house_ledger.choose_a_file"
    sentence = mark("Choose the file first.")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    sheet: str
    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Findings of one kind, the first few in full."""

    title: str
    is_refused: bool
    total: int
    first: list[ShownFinding]

    @property
    def left(self) -> int:
        return self.total - len(self.first)


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file, and what it was understood as ('' for nothing)."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ShownSheet:
    name: str
    role: str
    header_row: int
    columns: list[ShownColumn]

    @property
    def used(self) -> list[ShownColumn]:
        return [column for column in self.columns if column.meaning]

    @property
    def unused(self) -> list[ShownColumn]:
        return [column for column in self.columns if column.title and not column.meaning]


@access.staff(Right.IMPORT_HOMES)
def import_homes(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Take a ledger file in, and show the imports of before."""
    if request.method == "POST":
        return _hand_in(request, estate_id)
    return _import_page(request, estate_id)


def _hand_in(request: access.Request, estate_id: int) -> HttpResponseBase:
    given = request.FILES.get("file")
    try:
        with scope.estate(estate_id):  # a file that can't be read leaves no trace
            if not isinstance(given, UploadedFile):
                raise ChooseAFile
            sheet_id = _taken_in(request, estate_id, given)
    except Refusal as refusal:
        if request.headers.get("HX-Request"):
            return render(request, "operations/parts/house_ledger_problem.html", {"refusal": refusal})
        return _import_page(request, estate_id, refusal)
    address = reverse("operations:imported_sheet", kwargs={"estate_id": estate_id, "sheet_id": sheet_id})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _taken_in(request: access.Request, estate_id: int, given: UploadedFile[Any]) -> int:
    sheet_id = use_cases.read_sheet(
        actor=request.actor,
        estate_id=estate_id,
        name=given.name or "",
        content=cast(BinaryIO, given.file),
        at=request.at,
    )
    try:
        _check(request, estate_id, sheet_id, given.size or 0)
    except use_cases.NoHomesFound as refusal:  # the file can be read: the columns can be set by hand
        flash.say(request, access.sentence(refusal), tone="soon")
    return sheet_id


def _check(
    request: access.Request,
    estate_id: int,
    sheet_id: int,
    size: int,
    corrections: list[SheetCorrection] | None = None,
    starts_on: date | None = None,
) -> None:
    """Read the file: a small one at once, a large one by a job whose progress the page shows."""
    check = use_cases.check_sheet if size <= CHECKED_AT_ONCE else use_cases.start_check
    with scope.estate(estate_id):
        check(
            actor=request.actor,
            estate_id=estate_id,
            sheet_id=sheet_id,
            at=request.at,
            corrections=corrections,
            starts_on=starts_on,
        )


def _import_page(request: access.Request, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "imports": queries.imports_for(actor=request.actor, estate_id=estate_id),
        "refusal": refusal,
        "most_bytes": queries.MOST_BYTES,
        "most_mb": queries.MOST_BYTES // (1024 * 1024),
    }
    return render(request, "operations/house_ledger_import.html", context, status=409 if refusal else 200)


@access.staff(Right.IMPORT_HOMES)
def imported_sheet(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponse:
    """Show what was understood of a file, what is wrong in it, and what entering it would change or did change."""
    return _sheet_page(request, estate_id, sheet_id)


def _sheet_page(request: access.Request, estate_id: int, sheet_id: int, refusal: Refusal | None = None) -> HttpResponse:
    shown = queries.import_for(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id)
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "sheet": shown,
        "groups": _groups(shown),
        "sheets": _sheets(shown),
        "errors": errors_of(refusal),
    }
    return render(request, "operations/house_ledger_sheet.html", context, status=409 if refusal else 200)


@access.staff(Right.IMPORT_HOMES)
def ledger_columns(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Set by hand in which row a sheet's titles stand and what its columns are, above the rows as they stand."""
    shown = queries.import_for(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id)
    if not shown.is_open:
        raise NotFound
    name = request.POST.get("sheet") or request.GET.get("sheet", "")
    if request.method != "POST":
        return _columns_page(request, estate_id, shown, name)
    if "open" in request.POST:
        return _opened(request, estate_id, shown, name)
    try:
        header_row = int(request.POST.get("header_row", "0") or 0)
        columns = [
            (int(key.removeprefix(COLUMN_PREFIX)), value)
            for key, value in request.POST.items()
            if key.startswith(COLUMN_PREFIX) and value in set(Column)
        ]
        said = [SheetCorrection(name, header_row, sorted(columns)), *_said_before(shown, name)]
        _check(request, estate_id, sheet_id, shown.size, corrections=said)
    except ValueError:
        return _columns_page(request, estate_id, shown, name)
    except Refusal as refusal:
        return _columns_page(request, estate_id, shown, name, refusal)
    flash.say(request, gettext("The file was read again with your columns."))
    return redirect("operations:imported_sheet", estate_id=estate_id, sheet_id=sheet_id)


def _opened(request: access.Request, estate_id: int, shown: ImportView, name: str) -> HttpResponse:
    try:
        return _columns_page(request, estate_id, shown, name)
    except PeopleRefusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
        return redirect(f"{request.path}?{urlencode({'sheet': name})}")


def _said_before(shown: ImportView, but: str) -> Iterator[SheetCorrection]:
    """Yield what was said by hand of the other sheets: a new correction of one keeps theirs."""
    for name, said in shown.corrections.items():
        if name != but:
            yield SheetCorrection(name, said.header_row, [(at, column.value) for column, at in said.columns.items()])


def _columns_page(
    request: access.Request, estate_id: int, shown: ImportView, name: str, refusal: Refusal | None = None
) -> HttpResponse:
    raw, is_clear = _raw(request, estate_id, shown.id)
    name = name if name in raw else next((known for known in raw if known in _home_sheets(shown)), next(iter(raw), ""))
    rows = raw.get(name, [])
    width = max((len(row) for row in rows), default=0)
    known = _known_columns(request, shown, name)
    header_row = request.POST.get("header_row") or _header_row(shown, name) or 1
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "sheet": shown,
        "names": list(raw),
        "name": name,
        "rows": [(number, _padded(row, width)) for number, row in enumerate(rows, start=1)],
        "header_row": int(header_row) if str(header_row).isdecimal() else 1,
        "selects": [(place, known.get(place, "")) for place in range(width)],
        "choices": [("", gettext("not used")), *((key, gettext(words)) for key, words in COLUMN_NAMES.items())],
        "refusal": refusal,
        "may_open": not is_clear and request.actor.may(Right.OPEN_PERSONAL_DATA, estate_id),
    }
    return render(request, "operations/house_ledger_columns.html", context, status=409 if refusal else 200)


def _raw(request: access.Request, estate_id: int, sheet_id: int) -> tuple[dict[str, list[list[str]]], bool]:
    """Return the first rows of each sheet, masked; in clear for who says why and may open personal data."""
    asked = {"actor": request.actor, "estate_id": estate_id, "sheet_id": sheet_id, "most": RAW_ROWS}
    if "open" in request.POST:
        found = use_cases.open_raw_sheets(**asked, reason=request.POST.get("reason", ""), at=request.at)  # type: ignore[arg-type]
        return {name: [[text_of(cell) for cell in row] for row in rows] for name, rows in found.items()}, True
    return queries.masked_sheets(**asked), False  # type: ignore[arg-type]


def _home_sheets(shown: ImportView) -> set[str]:
    return {about["name"] for about in shown.summary.get("sheets", ()) if about["role"] == "homes"}


def _header_row(shown: ImportView, name: str) -> int:
    return next((about["header_row"] for about in shown.summary.get("sheets", ()) if about["name"] == name), 0)


def _known_columns(request: access.Request, shown: ImportView, name: str) -> dict[int, str]:
    """Return what was typed, else what was understood, by the column's place."""
    if request.method == "POST":
        typed = {key.removeprefix(COLUMN_PREFIX): str(value) for key, value in request.POST.items()}
        return {int(place): value for place, value in typed.items() if place.isdecimal()}
    for about in shown.summary.get("sheets", ()):
        if about["name"] == name:
            return {place: column for column, place in about["columns"].items()}
    return {}


def _padded(row: list[str], width: int) -> list[str]:
    return [text[:40] for text in row] + [""] * (width - len(row))


@access.staff(Right.IMPORT_HOMES)
@require_POST
def ledger_day(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Read the file again, to hold from another day."""
    shown = queries.import_for(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id)
    try:
        starts_on = day_of(request.POST.get("starts_on", ""), field="starts_on")
        _check(request, estate_id, sheet_id, shown.size, starts_on=starts_on)
    except Refusal as refusal:
        return _sheet_page(request, estate_id, sheet_id, refusal)
    return redirect("operations:imported_sheet", estate_id=estate_id, sheet_id=sheet_id)


@access.staff(Right.IMPORT_HOMES)
@require_POST
def ledger_check(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Read the file again, after something went wrong or the estate has changed."""
    shown = queries.import_for(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id)
    try:
        _check(request, estate_id, sheet_id, shown.size)
    except Refusal as refusal:
        return _sheet_page(request, estate_id, sheet_id, refusal)
    return redirect("operations:imported_sheet", estate_id=estate_id, sheet_id=sheet_id)


@access.staff(Right.IMPORT_HOMES)
@require_POST
def ledger_commit(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Enter what the page showed; the work goes on by itself."""
    try:
        use_cases.commit_sheet(
            actor=request.actor,
            estate_id=estate_id,
            sheet_id=sheet_id,
            leave_out_refused=bool(request.POST.get("leave_out_refused")),
            at=request.at,
        )
    except Refusal as refusal:
        return _sheet_page(request, estate_id, sheet_id, refusal)
    return redirect("operations:imported_sheet", estate_id=estate_id, sheet_id=sheet_id)


@access.staff(Right.IMPORT_HOMES)
@require_POST
def ledger_drop(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Give the import up; nothing was entered."""
    try:
        use_cases.drop_sheet(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id, at=request.at)
    except Refusal as refusal:
        return _sheet_page(request, estate_id, sheet_id, refusal)
    flash.say(request, gettext("The import was dropped. Nothing was entered."))
    return redirect("operations:import_homes", estate_id=estate_id)


@access.staff(Right.IMPORT_HOMES)
def ledger_refused(request: access.Request, estate_id: int, sheet_id: int) -> HttpResponseBase:
    """Hand out the rows that can't be entered, as they stand in the file, each with what to do."""
    refused = use_cases.take_refused_rows(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id, at=request.at)
    shown = queries.import_for(actor=request.actor, estate_id=estate_id, sheet_id=sheet_id)
    columns = [exports.Column(title or f"#{place}") for place, title in enumerate(refused.titles, start=1)]
    return exports.response(
        file_name=gettext("Rows not entered from %(file)s") % {"file": shown.file.rpartition(".")[0] or shown.file},
        title=gettext("Rows not entered"),
        columns=[
            exports.Column(gettext("Row"), exports.Kind.NUMBER),
            exports.Column(gettext("What to do"), width=60),
            *columns,
        ],
        rows=(
            (row.row, " ".join(_sentence(found) for found in row.findings), *(text_of(cell) for cell in row.cells))
            for row in refused.rows
        ),
    )


def _groups(shown: ImportView) -> list[ShownGroup]:
    return [
        ShownGroup(
            title=gettext(group.title),
            is_refused=group.severity == "refused",
            total=shown.summary["findings"].get(group.code, len(group.findings)),
            first=[ShownFinding(found.sheet, found.row, _sentence(found)) for found in group.findings[:FINDINGS_SHOWN]],
        )
        for group in shown.groups
    ]


def _sentence(found: Finding) -> str:
    return gettext(found.sentence) % found.params


def _sheets(shown: ImportView) -> list[ShownSheet]:
    sheets = []
    for about in shown.summary.get("sheets", ()):
        meanings = {place: gettext(COLUMN_NAMES[Column(name)]) for name, place in about["columns"].items()}
        if about["role"] == "other":
            meanings = {}
        columns = [ShownColumn(title, meanings.get(place, "")) for place, title in enumerate(about["titles"])]
        sheets.append(ShownSheet(about["name"], about["role"], about["header_row"], columns))
    return sorted(sheets, key=lambda sheet: sheet.role != "homes")
