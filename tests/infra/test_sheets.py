"""Reading spreadsheets that people hand in, and refusing what could hurt before it is parsed."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.core.errors import Refusal
from laoyou.infra import sheets
from laoyou.infra.sheets import archive

LEDGER = Path(__file__).resolve().parents[1] / "data" / "house-ledgers" / "house-ledger.xlsx"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    f' xmlns:r="{RELS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
ROOT_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
FIRST_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def book(data: str = FIRST_CELL, **more: str | bytes) -> io.BytesIO:
    """Return a workbook with this sheet data and further parts; `__` in a name is a slash, `_dot_` a point."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", ROOT_RELS)
        parts.writestr("xl/workbook.xml", BOOK)
        parts.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS)
        parts.writestr(
            "xl/worksheets/sheet1.xml",
            '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{data}</sheetData></worksheet>",
        )
        for name, content in ({"xl__sharedStrings_dot_xml": "<sst></sst>"} | more).items():
            parts.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    file.seek(0)
    return file


def refusal(content: io.BytesIO) -> type[Refusal]:
    with pytest.raises(Refusal) as refused:
        sheets.read(content)
    return refused.type


class TestReading:
    def test_row_one_is_the_first_even_when_it_is_blank(self) -> None:
        read = sheets.read(book('<row r="3"><c r="B3"><v>7</v></c></row>'))
        assert read[0].rows == [["", ""], ["", ""], ["", 7.0]]

    def test_reads_the_hand_over_ledger(self) -> None:
        read = sheets.read(io.BytesIO(LEDGER.read_bytes()))
        assert (read[0].name, len(read[0].rows), read[0].rows[206][5]) == ("业主台账", 1005, "待测")

    def test_leaves_hidden_sheets_alone(self) -> None:
        file = io.BytesIO()
        workbook = xlsxwriter.Workbook(file)
        workbook.add_worksheet("shown").write(0, 0, "x")
        hidden = workbook.add_worksheet("hidden")
        hidden.write(0, 0, "y")
        hidden.hide()
        workbook.close()
        assert [sheet.name for sheet in sheets.read(file)] == ["shown"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
    def test_reads_text_tables_in_the_encodings_that_spreadsheets_write(self, encoding: str, mark: str) -> None:
        text = f"楼栋{mark}房号\r\n3栋{mark}501\r\n"
        assert sheets.read(io.BytesIO(text.encode(encoding)))[0].rows == [["楼栋", "房号"], ["3栋", "501"]]

    def test_reads_a_quoted_cell_with_a_line_break(self) -> None:
        assert sheets.read(io.BytesIO(b'a,b\n"1\n2",3\n'))[0].rows == [["a", "b"], ["1\n2", "3"]]


class TestWhatIsRefused:
    def test_a_file_of_200_mb_at_once_and_unread(self) -> None:
        class Huge(io.BytesIO):
            def seek(self, offset: int, whence: int = 0) -> int:
                return 200 * 1024 * 1024 if whence == io.SEEK_END else super().seek(offset, whence)

            def read(self, size: int | None = -1) -> bytes:
                raise AssertionError("it was read")

        assert refusal(Huge()) is sheets.SheetTooLarge

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", sheets.SheetEmpty),
            (b"\xef\xbb\xbf \r\n", sheets.SheetEmpty),
            (b"%PDF-1.7 ...", sheets.NotThisKind),
            (b"\x89PNG\r\n\x1a\n....", sheets.NotThisKind),
            (b"<html><table><tr><td>1", sheets.NotThisKind),
            (b"MZ\x90\x00\x03", sheets.NotThisKind),
            (b"a,b\x00c", sheets.NotThisKind),
            (b"PK\x05\x06" + b"\0" * 18, sheets.NotThisKind),
            (b"PK\x03\x04" + b"x" * 90, sheets.SheetDamaged),
            (b"\xff\xfe\x00", sheets.TextNotReadable),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, sheets.OldWorkbook),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
                sheets.SheetLocked,
            ),
        ],
    )
    def test_what_is_no_sheet_by_its_first_bytes(self, content: bytes, expected: type[Refusal]) -> None:
        assert refusal(io.BytesIO(content)) is expected

    def test_another_office_file(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as parts:
            parts.writestr("word/document.xml", "<x/>")
        assert refusal(file) is sheets.NotThisKind

    @pytest.mark.parametrize("name", ["xl__vbaProject_dot_bin", "xl__macrosheets__sheet1_dot_xml"])
    def test_macros(self, name: str) -> None:
        assert refusal(book(**{name: b"x"})) is sheets.SheetHasMacros

    def test_macros_that_only_the_list_of_types_tells(self) -> None:
        content = book()
        raw = content.getvalue()
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
            for entry in old.infolist():
                text = old.read(entry).replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
                new.writestr(entry.filename, text)
        assert refusal(file) is sheets.SheetHasMacros

    def test_an_archive_locked_with_a_password(self) -> None:
        raw = bytearray(book().getvalue())
        at = raw.find(b"PK\x01\x02")
        raw[at + 8] |= 1
        assert refusal(io.BytesIO(bytes(raw))) is sheets.SheetLocked

    def test_a_cut_file(self) -> None:
        assert refusal(io.BytesIO(LEDGER.read_bytes()[:30_000])) is sheets.SheetDamaged


class TestBombs:
    def refused_quickly(self, content: io.BytesIO) -> type[Refusal]:
        begun = time.perf_counter()
        found = refusal(content)
        assert time.perf_counter() - begun < 5
        return found

    def test_that_declare_their_size(self) -> None:
        assert self.refused_quickly(book(xl__media__a=b"\0" * (20 * 1024 * 1024))) is sheets.SheetIsBomb

    def test_that_declare_a_small_size_and_hold_a_large_one(self) -> None:
        raw = bytearray(book(xl__media__a=b"\0" * (20 * 1024 * 1024)).getvalue())
        for mark, at_size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = raw.rfind(mark)
            raw[at + at_size : at + at_size + 4] = struct.pack("<I", 10)
        assert self.refused_quickly(io.BytesIO(bytes(raw))) is sheets.SheetIsBomb

    def test_of_many_entries(self) -> None:
        more = {f"xl__media__{number}": b"x" for number in range(archive.MOST_ENTRIES + 1)}
        assert self.refused_quickly(book(**more)) is sheets.SheetIsBomb

    def test_whose_entries_share_the_same_packed_bytes(self) -> None:
        raw = book(xl__media__a=zlib.compress(bytes(range(256)) * 400)).getvalue()
        entry_at = raw.rfind(b"PK\x01\x02")
        end_at = raw.rfind(b"PK\x05\x06")
        entry, end = raw[entry_at:end_at], bytearray(raw[end_at:])
        again = 60
        count = struct.unpack("<H", end[8:10])[0] + again
        end[8:12] = struct.pack("<HH", count, count)
        end[12:16] = struct.pack("<I", struct.unpack("<I", end[12:16])[0] + len(entry) * again)
        packed = raw[:end_at] + entry * again + bytes(end)
        assert self.refused_quickly(io.BytesIO(packed)) is sheets.SheetIsBomb

    def test_of_one_cell_in_the_last_corner(self) -> None:
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        assert self.refused_quickly(book(FIRST_CELL + far)) is sheets.SheetTooWide

    @pytest.mark.parametrize(
        "cell",
        [
            "<c r='XFD1048576'><v>1</v></c>",
            '<c r = "XFD1048576"><v>1</v></c>',
            '<c\tr="XFD1048576"><v>1</v></c>',
            '<c s="1"\nr="XFD1048576"><v>1</v></c>',
            '<c r="&#88;FD1048576"><v>1</v></c>',
        ],
    )
    def test_of_a_far_cell_written_in_another_way(self, cell: str) -> None:
        assert self.refused_quickly(book(f'<row r="1">{cell}</row>')) in (sheets.SheetDamaged, sheets.SheetTooWide)

    def test_a_far_cell_that_is_only_formatted_is_no_bomb(self) -> None:
        assert sheets.read(book(FIRST_CELL + '<row r="9"><c r="XFD9" s="1"/></row>'))[0].rows == [[1.0]]

    def test_of_one_long_text_in_very_many_cells(self) -> None:
        texts = f"<sst><si><t>{'长' * 10_000}</t></si></sst>"
        rows = "".join(
            f'<row r="{row}">'
            + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ")
            + "</row>"
            for row in range(1, 3000)
        )
        assert self.refused_quickly(book(rows, xl__sharedStrings_dot_xml=texts)) is sheets.SheetIsBomb

    def test_one_long_text_beside_many_short_ones_is_no_bomb(self) -> None:
        texts = f"<sst><si><t>{'长' * 10_000}</t></si><si><t>短</t></si></sst>"
        rows = "".join(
            f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row > 1)}</v></c></row>' for row in range(1, 30_000)
        )
        read = sheets.read(book(rows, xl__sharedStrings_dot_xml=texts))
        assert (len(read[0].rows), read[0].rows[1]) == (29_999, ["短"])

    def test_an_entity_that_would_grow(self) -> None:
        content = book()
        raw = content.getvalue()
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
            for entry in old.infolist():
                text = old.read(entry)
                if "sheet1" in entry.filename:
                    text = text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')
                new.writestr(entry.filename, text)
        assert refusal(file) is sheets.SheetDamaged


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_and_never_break(content: bytes) -> None:
    with contextlib.suppress(Refusal):
        sheets.read(io.BytesIO(content))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 61_000), st.integers(0, 255))
def test_a_ledger_with_one_wrong_byte_is_read_or_refused(at: int, value: int) -> None:
    raw = bytearray(LEDGER.read_bytes())
    raw[at] = value
    with contextlib.suppress(Refusal):
        sheets.read(io.BytesIO(bytes(raw)))
