"""A pen for papers drawn by code: text that fits, wrapped text, QR codes, pictures, page by page from the top down."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import IO

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from laoyou.infra.assets import VENDOR

LANGUAGE = "zh-hans"
PLAIN, BOLD = "Laoyou Paper", "Laoyou Paper Bold"
FONTS = {PLAIN: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}
WIDTH, HEIGHT = A4
EDGE = 16 * mm
INNER = WIDTH - 2 * EDGE
INK, QUIET, RULE = HexColor("#17211c"), HexColor("#55605a"), HexColor("#9aa39d")
GREEN, PALE = HexColor("#0a6b3d"), HexColor("#e8f2ec")


class Pen:
    """Draws on A4. `y` is where the next part begins; `title` stands small on top of every page but the first."""

    def __init__(self, *, title: str, author: str = "") -> None:
        for name in FONTS:
            _font(name)
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.title, self.page, self.y = title, 1, HEIGHT - EDGE

    def done(self) -> bytes:
        """Return the paper."""
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()

    def new_page(self, *, with_head: bool = True) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - EDGE
        if with_head:
            self.text(EDGE, self.y, self.title, 9, colour=QUIET, width=INNER - 20 * mm)
            self.text(WIDTH - EDGE, self.y, str(self.page), 9, colour=QUIET, align="end")
            self.y -= 10 * mm

    def need(self, height: float) -> None:
        """Go to the next page where there is less room than that."""
        if self.y - height < EDGE:
            self.new_page()

    def heading(self, words: str, *, room: float = 20 * mm) -> None:
        """Write a heading with at least that much room under it."""
        self.need(room + 14 * mm)
        self.y -= 5 * mm
        self.text(EDGE, self.y, words, 14, bold=True, colour=GREEN)
        self.y -= 8 * mm

    def paragraph(self, words: str, *, size: float = 11, colour: Color = INK, width: float = INNER) -> None:
        for line in wrapped(words, size, width):
            self.need(6 * mm)
            self.text(EDGE, self.y, line, size, colour=colour)
            self.y -= 6 * mm

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: Color = INK,
        align: str = "start",
        width: float = WIDTH,
    ) -> None:
        """Write one line, smaller or cut where it is wider than `width`."""
        font = BOLD if bold else PLAIN
        text, size = _fitted(printable(text), font, size, width)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        draw = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }
        draw[align](x, y, text)

    def box(self, x: float, y: float, width: float, height: float, *, fill: Color, line: Color | None = None) -> None:
        self.canvas.setFillColor(fill)
        self.canvas.setStrokeColor(line or fill)
        self.canvas.setLineWidth(1 / 2)
        self.canvas.rect(x, y, width, height, stroke=1 if line else 0, fill=1)

    def rule(self, y: float) -> None:
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(1 / 2)
        self.canvas.line(EDGE, y, WIDTH - EDGE, y)

    def qr(self, address: str, x: float, y: float, size: float) -> None:
        matrix = segno.make(address, error="m", micro=False).matrix
        cell = size / len(matrix)
        self.canvas.setFillColor(INK)
        for row, cells in enumerate(matrix):
            for column, is_dark in enumerate(cells):
                if is_dark:
                    self.canvas.rect(x + column * cell, y + size - (row + 1) * cell, cell, cell, stroke=0, fill=1)

    def picture(self, content: IO[bytes], x: float, y: float, width: float, height: float) -> None:
        """Draw a picture whole into the frame, its left upper corner in the frame's."""
        reader = ImageReader(content)
        wide, high = reader.getSize()
        scale = min(width / wide, height / high)
        self.canvas.drawImage(reader, x, y + height - high * scale, wide * scale, high * scale)


@lru_cache(maxsize=len(FONTS))
def _font(name: str) -> TTFont:
    font = TTFont(name, str(VENDOR / "expo-google-fonts-noto-sans-sc" / FONTS[name]))
    pdfmetrics.registerFont(font)
    return font


def printable(text: str) -> str:
    """Return the text with a question mark for what the font can't draw: a paper is handed out all the same."""
    known = _font(PLAIN).face.charToGlyph
    return "".join(letter if ord(letter) in known else " " if letter.isspace() else "?" for letter in text)


def _fitted(text: str, font: str, size: float, width: float) -> tuple[str, float]:
    while size > 6 and pdfmetrics.stringWidth(text, font, size) > width:
        size -= 1 / 2
    if pdfmetrics.stringWidth(text, font, size) <= width:
        return text, size
    while text and pdfmetrics.stringWidth(f"{text}…", font, size) > width:
        text = text[:-1]
    return f"{text}…", size


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the text in lines of at most this width, its own line breaks kept."""
    lines: list[str] = []
    for part in text.splitlines():
        line = ""
        for letter in printable(part):
            if line and pdfmetrics.stringWidth(line + letter, PLAIN, size) > width:
                lines.append(line)
                line = ""
            line += letter
        lines.append(line)
    return lines
