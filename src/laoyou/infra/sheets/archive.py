"""Looks through a workbook's archive before it is opened: what it holds, and how large that really is.

The reader behind us lays a sheet out as one block from its first to its last filled cell and copies each text into
every cell that uses it; a file of a few bytes could so ask for terabytes, which ends the process. So the sizes that
matter are measured on the unpacked bytes, piece by piece, and what can't be judged is refused.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from laoyou.infra.sheets.errors import NotThisKind, SheetDamaged, SheetHasMacros, SheetIsBomb, SheetLocked, SheetTooWide

MIB = 1024 * 1024
MOST_ENTRIES = 500
MOST_UNPACKED = 400 * MIB
MOST_RATIO = 200
FREE_OF_RATIO = 4 * MIB
MOST_TEXT = 512 * MIB
MOST_ROWS, MOST_COLUMNS = 199_999, 78
PIECE = MIB
OVERLAP = 512

_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_IS_LOCKED = 0x1

# A cell or row whose reference lies within A1:BZ199999 does not match; ` r="` is how all writers begin a reference.
_FAR = re.compile(rb' r="(?!(?:[A-Z]|[AB][A-Z])?(?:[0-9]{1,5}|1[0-9]{5})")[^>]{0,400}>')
_ODD_BYTES = (b"\t", b"\n", b"\r", b"'", b'= "', b' ="')
_OTHERWISE_WRITTEN = re.compile(rb"""[\t\n\r]r\s*=|\sr\s+=|\sr\s*=\s*'|\sr\s*=\s+["']""")
_TEXT_CELL = re.compile(rb't="s"[^>]{0,400}>\s{0,20}<v>([0-9]{1,9})<')


def refuse_unsafe_archive(content: BinaryIO, size: int) -> None:
    """Raises: SheetDamaged, SheetLocked, SheetHasMacros, NotThisKind, SheetIsBomb, SheetTooWide."""
    entries = _entries(content)
    if len(entries) > MOST_ENTRIES:
        raise SheetIsBomb
    names = {entry.filename.replace("\\", "/").lower().lstrip("/") for entry in entries}
    if any(entry.flag_bits & _IS_LOCKED for entry in entries):
        raise SheetLocked
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise SheetHasMacros
    if "xl/workbook.xml" not in names:
        raise NotThisKind
    if sum(entry.compress_size for entry in entries) > size:
        raise SheetIsBomb  # entries that overlap: the same packed bytes, counted many times
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise SheetIsBomb
    left = MOST_UNPACKED
    text_cells, longest = 0, 0
    for entry in entries:
        own, cells, long = _look_through(content, entry, left)
        left -= own
        text_cells += cells
        longest = max(longest, long)
    if text_cells * longest > MOST_TEXT:
        _refuse_texts_in_many_cells(content, entries)


def _entries(content: BinaryIO) -> list[zipfile.ZipInfo]:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise SheetDamaged from error


def _look_through(content: BinaryIO, entry: zipfile.ZipInfo, most: int) -> tuple[int, int, int]:
    """Return the entry's real size, its cells that refer to a shared text, and its longest shared text."""
    name = entry.filename.replace("\\", "/").lower()
    is_sheet, is_texts = "worksheets/" in name, name.endswith("sharedstrings.xml")
    size, cells, longest, open_text = 0, 0, 0, 0
    before = b""
    for piece in _unpacked(content, entry):
        size += len(piece)
        if size > most or (size > FREE_OF_RATIO and size > MOST_RATIO * max(entry.compress_size, 1)):
            raise SheetIsBomb
        if name == "[content_types].xml" and b"macroenabled" in (before + piece).lower():
            raise SheetHasMacros
        if is_sheet:
            _refuse_far_cells(before + piece)
            cells += piece.count(b't="s"')
        if is_texts:
            *closed, rest = piece.split(b"</si>")
            if closed:
                longest = max(longest, open_text + len(closed[0]), *map(len, closed[1:]), 0)
                open_text = len(rest)
            else:
                open_text += len(piece)
        before = piece[-OVERLAP:]
    return size, cells, max(longest, open_text)


def _refuse_far_cells(piece: bytes) -> None:
    if b"\0" in piece or b"<!DOCTYPE" in piece:
        raise SheetDamaged
    if any(odd in piece for odd in _ODD_BYTES) and _OTHERWISE_WRITTEN.search(piece):
        raise SheetDamaged  # a reference that the next line could miss
    for found in _FAR.finditer(piece):
        if not found[0].endswith(b"/>"):  # formatted, but empty: the reader leaves it out too
            raise SheetTooWide(rows=MOST_ROWS, columns=MOST_COLUMNS)


def _refuse_texts_in_many_cells(content: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    """Add up what the cells' texts really come to, once the quick bound could not rule a flood out."""
    lengths: list[int] = []
    uses: Counter[bytes] = Counter()
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        if name.endswith("sharedstrings.xml"):
            lengths = [len(text) for text in b"".join(_unpacked(content, entry)).split(b"</si>")]
        elif "worksheets/" in name:
            uses.update(_TEXT_CELL.findall(b"".join(_unpacked(content, entry))))
    total = sum(lengths[int(place)] * times for place, times in uses.items() if int(place) < len(lengths))
    if total > MOST_TEXT:
        raise SheetIsBomb


def _unpacked(content: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the entry's bytes until its data ends, whatever size it declares. Raises: SheetDamaged."""
    if entry.header_offset < 0:  # a byte is missing before the archive's list
        raise SheetDamaged
    content.seek(entry.header_offset)
    head = content.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or entry.compress_type not in (_STORED, _DEFLATED):
        raise SheetDamaged
    name_size, extra_size = struct.unpack("<HH", head[26:30])
    content.seek(entry.header_offset + 30 + name_size + extra_size)
    left = entry.compress_size
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == _DEFLATED else None
    while left > 0:
        packed = content.read(min(left, PIECE // 4))
        if not packed:
            raise SheetDamaged
        left -= len(packed)
        if unpack is None:
            yield packed
            continue
        try:
            while packed and not unpack.eof:
                piece = unpack.decompress(packed, PIECE)
                packed = unpack.unconsumed_tail
                if piece:
                    yield piece
        except zlib.error as error:
            raise SheetDamaged from error
