"""A receipt on paper: A5 across, in Chinese whatever the screen speaks, the same bytes for the same receipt.

What was paid is described by the caller, who knows bills; here are only words and amounts. A character that the font
lacks is refused, never printed as an empty box.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import segno
from django.utils import translation
from django.utils.translation import pgettext
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from laoyou.core.calendar import CITY_TIME
from laoyou.core.money import Money
from laoyou.infra.assets import VENDOR
from laoyou.system.payments.errors import CannotPrint
from laoyou.system.payments.rules.capitals import in_capitals

LANGUAGE = "zh-hans"
PLAIN, BOLD = "Laoyou Sans", "Laoyou Sans Bold"
FONTS = {PLAIN: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}
WIDTH, HEIGHT = landscape(A5)
EDGE = 12 * mm
INK, QUIET, RULE, GREEN = HexColor("#17211c"), HexColor("#55605a"), HexColor("#9aa39d"), HexColor("#0a6b3d")
RED, VOID_ALPHA = HexColor("#b3261e"), 35 / 100
LINES_OF_A_PAGE = 7
ROW = 74 * mm / 10
NOTHING = Money(0)
NORMAL, SMALLEST, TWO_LINES_BELOW = 21 / 2, 7, 17 / 2


def tenths(millimetres: int) -> float:
    """Return a length on paper, given in tenths of a millimetre."""
    return millimetres * mm / 10


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One thing that was paid: what, how it was computed, how much."""

    words: str
    note: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands on the receipt. `payer` and `taken_by` come masked or not, as the reader may see them.

    `cancelled_on` is the day since which it is void: then it says so across each page. `refunded` went back to the
    payer by its channel until `refunded_on`: all of it is stamped, a part is said.
    """

    number: str
    issued_on: date
    paid_at: datetime
    estate: str
    home: str
    payer: str
    payee: str
    channel: str
    transaction: str
    taken_by: str
    lines: Sequence[PaperLine]
    amount: Money
    check_code: str
    check_address: str
    cancelled_on: date | None = None
    refunded: Money = NOTHING
    refunded_on: date | None = None


def receipt_pdf(paper: Paper) -> bytes:
    """Return the receipt as PDF. Raises: CannotPrint; ValueError when its lines don't sum to its amount."""
    if Money.total(line.amount for line in paper.lines) != paper.amount:
        raise ValueError("the lines of a receipt sum to its amount")
    for name in FONTS:
        font_of(name)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    with translation.override(LANGUAGE):
        canvas.setTitle(printable(f"{pgettext('receipt', 'Receipt')} {paper.number}"))
        canvas.setAuthor(printable(paper.payee))
        pages = _pages(paper.lines)
        for number, lines in enumerate(pages, start=1):
            _Page(canvas, paper, number, len(pages)).draw(lines)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Page:
    def __init__(self, canvas: Canvas, paper: Paper, number: int, pages: int) -> None:
        self.canvas, self.paper, self.number, self.pages = canvas, paper, number, pages

    def draw(self, lines: Sequence[PaperLine]) -> None:
        self._head()
        self._facts()
        self._table(lines)
        self._foot()
        if self.paper.cancelled_on is not None:
            self._void(self.paper.cancelled_on)
        elif self.paper.refunded_on is not None:
            self._refunded(self.paper.refunded, self.paper.refunded_on)

    def _head(self) -> None:
        top = HEIGHT - EDGE
        paper = self.paper
        self._text(EDGE, top - tenths(46), paper.payee, 11, bold=True, width=70 * mm)
        self._text(EDGE, top - 10 * mm, paper.estate, 9, colour=QUIET, width=70 * mm)
        title = pgettext("receipt", "Receipt")
        self._text(WIDTH / 2, top - 6 * mm, "　".join(title), 19, bold=True, align="middle")
        self._text(
            WIDTH / 2,
            top - tenths(114),
            pgettext("receipt", "A receipt, not an invoice"),
            9,
            colour=QUIET,
            align="middle",
        )
        right = WIDTH - EDGE
        self._text(right, top - tenths(46), f"No. {paper.number}", 11, bold=True, align="end", colour=GREEN)
        self._text(right, top - 10 * mm, _day(paper.issued_on), 9, colour=QUIET, align="end")
        self._line(top - 14 * mm, colour=GREEN, width=6 / 5)

    def _facts(self) -> None:
        paper = self.paper
        top = HEIGHT - EDGE - tenths(205)
        paid_at = paper.paid_at.astimezone(CITY_TIME)
        facts = [
            (pgettext("receipt", "Home"), paper.home, pgettext("receipt", "Received from"), paper.payer or "–"),
            (
                pgettext("receipt", "Paid by"),
                paper.channel,
                pgettext("receipt", "Paid at"),
                f"{paid_at:%Y-%m-%d %H:%M}",
            ),
        ]
        half = (WIDTH - 2 * EDGE) / 2
        for row, (first, one, second, other) in enumerate(facts):
            y = top - row * tenths(66)
            for start, name, value in ((EDGE, first, one), (EDGE + half, second, other)):
                self._text(start, y, name, 9, colour=QUIET)
                self._value(start + 18 * mm, y, value, half - 20 * mm)

    def _value(self, x: float, y: float, value: str, width: float) -> None:
        """Write a fact in one line, or a long one small in two: names are not cut while there is room."""
        plain = printable(value)
        if pdfmetrics.stringWidth(plain, PLAIN, TWO_LINES_BELOW) <= width:
            self._text(x, y, plain, NORMAL, width=width)
            return
        first = plain
        while pdfmetrics.stringWidth(first, PLAIN, SMALLEST) > width:
            first = first[:-1]
        self._text(x, y + tenths(15), first, SMALLEST)
        self._text(x, y - tenths(15), plain[len(first) :], SMALLEST, width=width)

    def _table(self, lines: Sequence[PaperLine]) -> None:
        top = HEIGHT - EDGE - 33 * mm
        right = WIDTH - EDGE
        self._line(top)
        y = top - 5 * mm
        self._text(EDGE, y, pgettext("receipt", "For"), 9, colour=QUIET)
        self._text(right, y, pgettext("receipt", "Amount (yuan)"), 9, colour=QUIET, align="end")
        for line in lines:
            y -= ROW
            self._text(EDGE, y, line.words, NORMAL, width=62 * mm)
            self._text(EDGE + 64 * mm, y, line.note, 9, colour=QUIET, width=82 * mm)
            self._text(right, y, str(line.amount), NORMAL, align="end")

    def _foot(self) -> None:
        paper = self.paper
        size = 25 * mm
        right, bottom = WIDTH - EDGE, EDGE
        self._line(bottom + size + tenths(55))
        if self.number == self.pages:
            y = bottom + size - 2 * mm
            self._text(EDGE, y, pgettext("receipt", "Sum in words"), 9, colour=QUIET)
            self._text(EDGE + 18 * mm, y, in_capitals(paper.amount), 12, bold=True, width=84 * mm)
            self._text(right - size - 5 * mm, y, f"¥{paper.amount}", 15, bold=True, align="end", width=50 * mm)
        else:
            self._text(EDGE, bottom + size - 2 * mm, pgettext("receipt", "Continued on the next page"), 9, colour=QUIET)
        self._qr(right - size, bottom, size)
        rows = [
            (pgettext("receipt", "Taken by"), paper.taken_by or pgettext("receipt", "Paid online")),
            (pgettext("receipt", "Transaction"), paper.transaction),
            (pgettext("receipt", "Check code"), paper.check_code),
        ]
        for row, (name, value) in enumerate(rows):
            y = bottom + (11 - row * 5) * mm
            self._text(EDGE, y, name, 8, colour=QUIET)
            self._text(EDGE + 18 * mm, y, value, 8, width=84 * mm)
        note = right - size - 5 * mm
        self._text(note, bottom + 11 * mm, pgettext("receipt", "Stamp of the payee"), 8, colour=QUIET, align="end")
        self._text(note, bottom + 6 * mm, pgettext("receipt", "Scan to check"), 8, colour=QUIET, align="end")
        if self.pages > 1:
            self._text(note, bottom + 1 * mm, f"{self.number} / {self.pages}", 8, colour=QUIET, align="end")

    def _void(self, since: date) -> None:
        """Stamp the page as void, large and through everything, so that no copy of it passes for good."""
        note = pgettext("receipt", "Void since %(day)s: entered by mistake") % {"day": _day(since)}
        self._stamp(pgettext("receipt", "Void"), note)

    def _refunded(self, amount: Money, on: date) -> None:
        """Say what went back to the payer: all of it as a stamp, a part in a line under the number."""
        words = {"amount": f"¥{amount}", "day": _day(on)}
        note = pgettext("receipt", "Given back by %(day)s: %(amount)s") % words
        if amount == self.paper.amount:
            self._stamp(pgettext("receipt", "Given back"), note)
        else:
            at = HEIGHT - EDGE - tenths(175)
            self._text(WIDTH - EDGE, at, note, 9, bold=True, colour=RED, align="end")

    def _stamp(self, word: str, note: str) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(18)
        canvas.setFillAlpha(VOID_ALPHA)
        self._text(0, -8 * mm, word, 96, bold=True, colour=RED, align="middle")
        canvas.setFillAlpha(1)
        self._text(0, -22 * mm, note, 14, bold=True, colour=RED, align="middle")
        canvas.restoreState()

    def _qr(self, x: float, y: float, size: float) -> None:
        matrix = segno.make(self.paper.check_address, error="m", micro=False).matrix
        cell = size / len(matrix)
        self.canvas.setFillColor(INK)
        for row, cells in enumerate(matrix):
            for column, is_dark in enumerate(cells):
                if is_dark:
                    self.canvas.rect(x + column * cell, y + size - (row + 1) * cell, cell, cell, stroke=0, fill=1)

    def _line(self, y: float, *, colour: Color = RULE, width: float = 1 / 2) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(EDGE, y, WIDTH - EDGE, y)

    def _text(
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
        font = BOLD if bold else PLAIN
        text, size = fitted(printable(text), font, size, width)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        draw = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }
        draw[align](x, y, text)


def _pages(lines: Sequence[PaperLine]) -> list[Sequence[PaperLine]]:
    return [lines[start : start + LINES_OF_A_PAGE] for start in range(0, len(lines), LINES_OF_A_PAGE)] or [()]


@lru_cache(maxsize=len(FONTS))
def font_of(name: str) -> TTFont:
    """Return the font, registered for drawing; each is read once."""
    font = TTFont(name, str(VENDOR / "expo-google-fonts-noto-sans-sc" / FONTS[name]))
    pdfmetrics.registerFont(font)
    return font


def printable(text: str) -> str:
    """Return the text in one line. Raises: CannotPrint for a character that the font has no drawing of."""
    plain = " ".join(text.split())
    known = font_of(PLAIN).face.charToGlyph
    for character in plain:
        if ord(character) not in known:
            raise CannotPrint(character=character)
    return plain


def fitted(text: str, font: str, size: float, width: float) -> tuple[str, float]:
    """Return the text and a size at which it fits: first smaller, then cut."""
    while pdfmetrics.stringWidth(text, font, size) > width and size > SMALLEST:
        size -= 1 / 2
    while len(text) > 1 and pdfmetrics.stringWidth(text, font, size) > width:
        text = f"{text[:-2]}…"
    return text, size


def _day(day: date) -> str:
    return pgettext("receipt", "%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}
