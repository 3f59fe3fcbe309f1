"""Reads a workbook or a text table into rows, after refusing what is unsafe, too large or not one of the two."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import python_calamine

from laoyou.infra.sheets.archive import MOST_COLUMNS, MOST_ROWS, refuse_unsafe_archive
from laoyou.infra.sheets.errors import (
    NotThisKind,
    OldWorkbook,
    SheetDamaged,
    SheetEmpty,
    SheetLocked,
    SheetTooLarge,
    SheetTooWide,
    TextNotReadable,
)

MIB = 1024 * 1024
MOST_BYTES = 20 * MIB
MOST_SHEETS = 60

Cell = str | float | int | bool | date | datetime | time | timedelta

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BM",
    b"MZ",
    b"{\\rtf",
)
_MARKUP_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<table")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; an empty cell is ''. Rows may differ in length only in a text table."""

    name: str
    rows: list[list[Cell]]


def refuse_unsafe(content: BinaryIO) -> None:
    """Refuse a file that may not be opened: at once, by its size, first bytes and archive, without parsing it.

    Raises: SheetTooLarge, SheetEmpty, OldWorkbook, SheetLocked, NotThisKind, SheetHasMacros, SheetIsBomb,
    SheetTooWide, SheetDamaged.
    """
    size = content.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise SheetTooLarge(size=-(-size // MIB), most=MOST_BYTES // MIB)
    content.seek(0)
    start = content.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SheetEmpty
    if start.startswith(_COMPOUND):
        content.seek(0)
        # Both names stand in the directory of the compound file, in its two-byte letters.
        locked = "EncryptedPackage".encode("utf-16-le") in content.read()
        raise SheetLocked if locked else OldWorkbook
    if start.startswith(b"PK\x03\x04"):
        refuse_unsafe_archive(content, size)
    elif _is_something_else(start):
        raise NotThisKind
    content.seek(0)


def read(content: BinaryIO) -> list[Sheet]:
    """Return the visible sheets of a workbook, or the one sheet of a text table in UTF-8 or GB18030.

    Raises: as `refuse_unsafe`; TextNotReadable.
    """
    refuse_unsafe(content)
    is_workbook = content.read(4) == b"PK\x03\x04"
    content.seek(0)
    sheets = _workbook(content) if is_workbook else [_text_table(content.read())]
    if not any(sheet.rows for sheet in sheets):
        raise SheetEmpty
    return sheets


def _workbook(content: BinaryIO) -> list[Sheet]:
    try:
        with python_calamine.load_workbook(content) as book:
            shown = [
                about.name
                for about in book.sheets_metadata
                if about.visible == python_calamine.SheetVisibleEnum.Visible
                and about.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            return [
                Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in shown[:MOST_SHEETS]
            ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise SheetDamaged from error


def _text_table(content: bytes) -> Sheet:
    text = _decoded(content)
    first = text[: text.find("\n") + 1] or text
    mark = max(",\t;，", key=first.count) if any(mark in first for mark in ",\t;，") else ","
    if mark == "，":
        text, mark = text.replace("，", ","), ","
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if len(rows) >= MOST_ROWS or (len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:])):
                raise SheetTooWide(rows=MOST_ROWS, columns=MOST_COLUMNS)
            rows.append(list(row[:MOST_COLUMNS]))
    except csv.Error as error:
        raise SheetDamaged from error
    return Sheet("CSV", rows)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TextNotReadable


def _is_something_else(start: bytes) -> bool:
    """Return whether the first bytes are those of no workbook and no text table."""
    has_zero_bytes = b"\0" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    is_markup = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP_STARTS)
    return has_zero_bytes or is_markup or start.startswith(_BINARY_STARTS)
