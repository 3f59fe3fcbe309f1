"""What is taken in, what is refused, and what comes back."""

from __future__ import annotations

import asyncio
import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
from PIL import Image

from laoyou.core.errors import NotFound
from laoyou.infra import files, scope
from laoyou.infra.actor import system

AT = datetime(2022, 11, 22, tzinfo=UTC)
ESTATE = 7


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def store(content: bytes | BinaryIO, purpose: str = "voucher", name: str = "fapiao.jpg") -> int:
    opened = io.BytesIO(content) if isinstance(content, bytes) else content
    return files.store(estate_id=ESTATE, name=name, content=opened, purpose=purpose, actor=system("test"), at=AT)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **more) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **more)
    return drawn.getvalue()


def png_bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.django_db
def test_a_picture_comes_back_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0132] = "2022:11:22 10:00:00"
    exif.get_ifd(0x8825)[2] = (22.0, 49.0, 0.0)
    with scope.estate(ESTATE):
        opened = files.open_stored(estate_id=ESTATE, file_id=store(picture(exif=exif)))
        kept = opened.content.read()
    assert (opened.media_type, opened.size) == ("image/jpeg", len(kept))
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.django_db
def test_a_turned_picture_stands_upright_and_a_huge_one_becomes_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with scope.estate(ESTATE):
        turned = files.open_stored(estate_id=ESTATE, file_id=store(picture(exif=exif)))
        huge = files.open_stored(estate_id=ESTATE, file_id=store(picture(size=(6000, 3000))))
        assert Image.open(turned.content).size == (20, 40)
        assert Image.open(huge.content).size == (2560, 1280)


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once() -> None:
    with scope.estate(ESTATE):
        ids = [store(picture()), store(picture(), name="again.jpg")]
        keys = set(files.StoredFile.objects.filter(id__in=ids).values_list("key", flat=True))
    assert len(keys) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"MZ\x90\0program",
        b"",
        b"GIF89a" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "楼栋,房号\n1,101\n".encode(),
    ],
)
def test_refuses_what_a_voucher_can_not_be_whatever_its_name_says(content: bytes) -> None:
    with scope.estate(ESTATE), pytest.raises(files.FileNotAccepted):
        store(content, name="voucher.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize("content", [png_bomb(), picture()[:300], b"\xff\xd8\xff" + bytes(100)])
def test_refuses_bombs_and_broken_pictures(content: bytes) -> None:
    with scope.estate(ESTATE), pytest.raises(files.PictureNotReadable):
        store(content)


@pytest.mark.django_db
def test_refuses_two_hundred_megabytes_without_reading_them() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return bytes(size)

    endless = Endless()
    with scope.estate(ESTATE), pytest.raises(files.FileTooLarge):
        store(endless)
    assert endless.given < 22 * files.MIB


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_takes_tables_as_text_and_as_workbook(encoding: str) -> None:
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with scope.estate(ESTATE):
        text = store(("楼栋,房号\n秀山花园1栋,101\n" * 500).encode(encoding), purpose="sheet")
        book = store(workbook.getvalue(), purpose="sheet")
        kinds = [files.open_stored(estate_id=ESTATE, file_id=each).media_type for each in (text, book)]
    assert kinds == [files.CSV, files.XLSX]


@pytest.mark.django_db
def test_another_estate_finds_nothing() -> None:
    with scope.estate(ESTATE):
        file_id = store(picture())
    with scope.estate(8), pytest.raises(NotFound):
        files.open_stored(estate_id=8, file_id=file_id)


@pytest.mark.django_db
def test_hands_out_pictures_to_look_at_and_the_rest_to_save() -> None:
    with scope.estate(ESTATE):
        seen = files.response(files.open_stored(estate_id=ESTATE, file_id=store(picture())))
        saved = files.response(files.open_stored(estate_id=ESTATE, file_id=store(b"%PDF-1.7 bill", name="账单.pdf")))
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(saved.streaming_content) == b"%PDF-1.7 bill"


def test_streams_without_holding_the_whole_file() -> None:
    async def sizes() -> list[int]:
        return [len(piece) async for piece in files.StreamedFile(io.BytesIO(b"x" * (files.CHUNK + 1)))]

    assert asyncio.run(sizes()) == [files.CHUNK, 1]
