"""Files that people hand in: looked at before they are kept, kept by their content, given back harmless.

What a file is, its first bytes say, never its name. Pictures are drawn anew, which takes out where and with what they
were taken and whatever else hides in them. Bytes go to Django's default storage (a folder, or S3 by a setting).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse
from PIL import Image, ImageOps, UnidentifiedImageError

from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import secrets
from laoyou.infra.actor import Actor
from laoyou.infra.models import StoredFile

MIB = 1024 * 1024
CHUNK = 256 * 1024
MOST_PIXELS = 25_000_000
MOST_JPEG_PIXELS = 60_000_000  # a telephone's camera has up to 50 million, and JPEG is unpacked at a smaller scale
LONGEST_SIDE = 2560

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
PICTURES = frozenset({JPEG, PNG, WEBP})
WEBM, OGG, M4A = "audio/webm", "audio/ogg", "audio/mp4"
SOUNDS = frozenset({WEBM, OGG, M4A})


@dataclass(frozen=True, slots=True)
class Purpose:
    """Which kinds of file may serve a purpose, how large they may be, and whether their bytes are sealed at rest."""

    kinds: frozenset[str]
    most_bytes: int
    is_sealed: bool = False


PURPOSES = {
    "voucher": Purpose(PICTURES | {PDF}, 20 * MIB),
    "document": Purpose(PICTURES | {PDF}, 30 * MIB),
    "publication": Purpose(frozenset({CSV}), 40 * MIB),
    "photo": Purpose(PICTURES, 20 * MIB),
    "sheet": Purpose(frozenset({XLSX, CSV}), 40 * MIB),
    "house_ledger": Purpose(frozenset({XLSX, CSV}), 40 * MIB, is_sealed=True),
    "bill": Purpose(frozenset({CSV}), 64 * MIB),
    "request_photo": Purpose(PICTURES, 20 * MIB),
    "request_voice": Purpose(SOUNDS, 4 * MIB),
    "chat_picture": Purpose(PICTURES, 20 * MIB),
    "chat_voice": Purpose(SOUNDS, 4 * MIB),
}
_NAMES = {
    JPEG: "JPG",
    PNG: "PNG",
    WEBP: "WEBP",
    PDF: "PDF",
    XLSX: "XLSX",
    CSV: "CSV",
    WEBM: "WEBM",
    OGG: "OGG",
    M4A: "M4A",
}


class FileTooLarge(Refusal):
    code = "files.too_large"
    sentence = mark("The file is larger than %(most)s MB. Make it smaller, or divide it.")


class FileNotAccepted(Refusal):
    code = "files.not_accepted"
    sentence = mark("This kind of file can't be used here. Choose one of: %(kinds)s.")


class PictureNotReadable(Refusal):
    code = "files.picture_not_readable"
    sentence = mark("The picture is damaged or far too large. Take it again, or choose another.")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A kept file, ready to be read. Close `content` when done."""

    name: str
    media_type: str
    size: int
    content: IO[bytes]


def store(*, estate_id: int, name: str, content: BinaryIO, purpose: str, actor: Actor, at: datetime) -> int:
    """Keep the file and return its id. To be called inside the estate's scope.

    The same bytes are kept once per estate. When the transaction rolls back, the bytes stay behind unnamed.
    Raises: FileTooLarge while reading, before the rest is taken in; FileNotAccepted; PictureNotReadable.
    """
    wanted = PURPOSES[purpose]
    with tempfile.SpooledTemporaryFile(max_size=4 * MIB) as taken:
        _take(content, cast(BinaryIO, taken), wanted.most_bytes)
        kind = kind_of(cast(BinaryIO, taken))
        if kind not in wanted.kinds:
            raise FileNotAccepted(kinds=", ".join(sorted(_NAMES[accepted] for accepted in wanted.kinds)))
        kept: BinaryIO = cast(BinaryIO, taken)
        if kind in PICTURES:
            kept, kind = _drawn_anew(kept, kind)
        digest, size = _digest(kept)
        if wanted.is_sealed:  # never the same bytes twice, so each file is deleted alone
            kept.seek(0)
            kept = io.BytesIO(secrets.encrypt_bytes(kept.read(), purpose=purpose))
            digest, _ = _digest(kept)
        key = f"{estate_id}/{digest.hex()}"
        if not default_storage.exists(key):
            kept.seek(0)
            key = default_storage.save(key, File(kept))
    row = StoredFile.objects.create(
        estate_id=estate_id,
        key=key,
        name=safe_name(name),
        media_type=kind,
        size=size,
        sha256=digest,
        purpose=purpose,
        stored_by=actor.user_id,
        stored_at=at,
    )
    return int(row.pk)


def open_stored(*, estate_id: int, file_id: int) -> OpenedFile:
    """Return the file for reading, within the scope. Raises: NotFound, also when the bytes are gone."""
    row = StoredFile.objects.filter(estate_id=estate_id, id=file_id).first()
    if row is None or not default_storage.exists(row.key):
        raise NotFound
    content: IO[bytes] = default_storage.open(row.key)
    if PURPOSES[row.purpose].is_sealed:
        with content as sealed:
            content = io.BytesIO(secrets.decrypt_bytes(sealed.read(), purpose=row.purpose))
    return OpenedFile(row.name, row.media_type, row.size, content)


def is_stored_by(*, actor: Actor, estate_id: int, file_id: int, purpose: str) -> bool:
    """Say whether this actor handed the file in, for the purpose."""
    rows = StoredFile.objects.filter(estate_id=estate_id, id=file_id, purpose=purpose, stored_by=actor.user_id)
    return actor.user_id is not None and rows.exists()


def delete_bytes(*, estate_id: int, file_id: int) -> None:
    """Delete a file's bytes, within the scope, unless another kept file has the same; that it was there stays known."""
    row = StoredFile.objects.filter(estate_id=estate_id, id=file_id).first()
    if row is None or StoredFile.objects.filter(estate_id=estate_id, key=row.key).exclude(id=file_id).exists():
        return
    default_storage.delete(row.key)


def are_kept(*, estate_id: int, file_ids: Iterable[int], purpose: str) -> bool:
    """Say whether every one of these files was handed in for the purpose, in this estate."""
    wanted = set(file_ids)
    return StoredFile.objects.filter(estate_id=estate_id, id__in=wanted, purpose=purpose).count() == len(wanted)


def kinds_of(*, estate_id: int, file_ids: Iterable[int], purposes: Iterable[str]) -> dict[int, str]:
    """Return the media type of each of these files that was handed in for one of the purposes, in this estate."""
    rows = StoredFile.objects.filter(estate_id=estate_id, id__in=set(file_ids), purpose__in=list(purposes))
    return dict(rows.values_list("id", "media_type"))


class StreamedFile(FileResponse):
    """An answer that reads a file piece by piece, under servers of both kinds (Django's own reads it whole on ASGI)."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        file = self.file_to_stream
        while file and (piece := await asyncio.to_thread(file.read, CHUNK)):
            yield piece


def response(opened: OpenedFile) -> StreamedFile:
    """Return the answer that hands out the file: pictures and voices as they are, everything else to be saved."""
    answer = StreamedFile(
        opened.content,
        as_attachment=opened.media_type not in PICTURES | SOUNDS,
        filename=opened.name,
        content_type=opened.media_type,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def kind_of(content: BinaryIO) -> str:
    """Return the media type that the bytes themselves show, or an empty text for one that is used nowhere here."""
    content.seek(0)
    start = content.read(4096)
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start.startswith(b"\x1aE\xdf\xa3"):
        return WEBM
    if start.startswith(b"OggS"):
        return OGG
    if start[4:8] == b"ftyp":
        return M4A
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(content) else ""
    return CSV if _is_text(start) else ""


def safe_name(name: str) -> str:
    """Return the last part of a file name without control characters, never empty, at most 120 characters.

    >>> safe_name("C:\\\\bills\\\\七月\\r\\n.xlsx")
    '七月.xlsx'
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return (f"{stem[:100]}.{ending[:10]}" if dot else plain[:100]) or "file"


def _take(content: BinaryIO, taken: BinaryIO, most_bytes: int) -> None:
    size = 0
    while piece := content.read(CHUNK):
        size += len(piece)
        if size > most_bytes:
            raise FileTooLarge(most=most_bytes // MIB)
        taken.write(piece)


def _is_workbook(content: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(content) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _is_text(start: bytes) -> bool:
    """Say whether the bytes begin like text, in UTF-8 or in what Chinese Windows writes."""
    if not start or b"\0" in start or start.lstrip().startswith(b"<"):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):  # the last character may be cut in two
            try:
                text = start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(letter.isprintable() or letter in "\r\n\t\u3000\xa0" for letter in text)
    return False


def _drawn_anew(content: BinaryIO, kind: str) -> tuple[BinaryIO, str]:
    """Return the picture upright, at most 2560 pixels long, with nothing but its pixels; WEBP becomes JPEG."""
    content.seek(0)
    try:
        with Image.open(content, formats=["JPEG", "PNG", "WEBP"]) as picture:
            # The header tells the size before a pixel is unpacked: a bomb is refused here.
            if picture.width * picture.height > (MOST_JPEG_PIXELS if kind == JPEG else MOST_PIXELS):
                raise PictureNotReadable
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            has_holes = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
            flat = upright.convert("RGBA" if has_holes else "RGB")
            clean = Image.new("RGB", flat.size, "white")
            clean.paste(flat, mask=flat.getchannel("A") if has_holes else None)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureNotReadable from error
    drawn = io.BytesIO()
    if kind == PNG:
        clean.save(drawn, "PNG")
    else:
        clean.save(drawn, "JPEG", quality=85)
    return drawn, PNG if kind == PNG else JPEG


def _digest(content: BinaryIO) -> tuple[bytes, int]:
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := content.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return digest.digest(), size
