"""A reminder on paper: A4 for a window envelope, in Chinese whatever the screen speaks. It informs and offers.

The window shows the home and nothing else: no name, no sum. Law: CIVIL-944.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno
from django.utils import translation
from django.utils.translation import pgettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from laoyou.core.money import Money
from laoyou.system.payments.receipt_pdf import (
    BOLD,
    FONTS,
    GREEN,
    INK,
    LANGUAGE,
    NORMAL,
    PLAIN,
    QUIET,
    RULE,
    fitted,
    font_of,
    printable,
)

WIDTH, HEIGHT = A4
LEFT, RIGHT = 20 * mm, WIDTH - 20 * mm
WINDOW_TOP = HEIGHT - 50 * mm
FIRST_LINES, FURTHER_LINES = 10, 30
ROW = 7 * mm
LEADING = 17


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A bill that is open: what it is for, how it was computed, since when it is due, and how much."""

    words: str
    computed: str
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that stands on the letter. `penalty` is what a contract asks for beside, nothing where none may."""

    reference: str
    written_on: date
    estate: str
    company: str
    home: str
    telephone: str
    lines: Sequence[LetterLine]
    amount: Money
    penalty: Money
    pay_address: str


def first_words() -> str:
    """Return what a letter begins with; its list of bills and the ways to pay follow."""
    return pgettext(
        "letter",
        "Good day! By our books the bills below are still open. If you have paid meanwhile, thank you; then please"
        " forget this letter.",
    )


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Return the letters as one file, each beginning on a page of its own. Raises: CannotPrint; ValueError when the
    lines of one don't sum to its amount.
    """
    for name in FONTS:
        font_of(name)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    with translation.override(LANGUAGE):
        canvas.setTitle(pgettext("letter", "Payment reminder"))
        for letter in letters:
            if Money.total(line.amount for line in letter.lines) != letter.amount:
                raise ValueError("the lines of a letter sum to its amount")
            _Drawing(canvas, letter).draw()
    canvas.save()
    return file.getvalue()


class _Drawing:
    def __init__(self, canvas: Canvas, letter: Letter) -> None:
        self.canvas, self.letter = canvas, letter

    def draw(self) -> None:
        lines = list(self.letter.lines)
        pages = [lines[:FIRST_LINES]]
        pages += [lines[start : start + FURTHER_LINES] for start in range(FIRST_LINES, len(lines), FURTHER_LINES)]
        for number, page in enumerate(pages, start=1):
            y = self._head() if number == 1 else HEIGHT - 25 * mm
            y = self._table(y, page)
            if number == len(pages):
                self._closing(y)
            self._text(RIGHT, 12 * mm, f"{self.letter.reference}  {number} / {len(pages)}", 8, quiet=True, end=True)
            self.canvas.showPage()

    def _head(self) -> float:
        letter = self.letter
        self._text(LEFT, HEIGHT - 20 * mm, letter.company or letter.estate, 13, bold=True)
        self._text(LEFT, HEIGHT - 26 * mm, letter.estate, 9, quiet=True)
        self._text(RIGHT, HEIGHT - 20 * mm, letter.written_on.isoformat(), 10, end=True)
        self._text(RIGHT, HEIGHT - 26 * mm, letter.reference, 9, quiet=True, end=True)
        self._text(LEFT, WINDOW_TOP, letter.estate, 12)
        self._text(LEFT, WINDOW_TOP - 7 * mm, letter.home, 14, bold=True)
        self._text(LEFT, WINDOW_TOP - 14 * mm, pgettext("letter", "To the owner, in person"), 11)
        y = HEIGHT - 96 * mm
        self._text(LEFT, y, pgettext("letter", "A friendly reminder about the property fee"), 16, bold=True)
        return self._paragraph(y - 9 * mm, first_words()) - 3 * mm

    def _table(self, y: float, lines: Sequence[LetterLine]) -> float:
        heads = (
            (LEFT, pgettext("letter", "For")),
            (LEFT + 46 * mm, pgettext("letter", "How it is computed")),
            (LEFT + 118 * mm, pgettext("letter", "Due on")),
        )
        for x, head in heads:
            self._text(x, y, head, 9, quiet=True)
        self._text(RIGHT, y, pgettext("letter", "Open (yuan)"), 9, quiet=True, end=True)
        self._rule(y - 2 * mm)
        for line in lines:
            y -= ROW
            self._text(LEFT, y, line.words, NORMAL, width=44 * mm)
            self._text(LEFT + 46 * mm, y, line.computed, 9, quiet=True, width=70 * mm)
            self._text(LEFT + 118 * mm, y, line.due_on.isoformat(), 9, quiet=True)
            self._text(RIGHT, y, str(line.amount), NORMAL, end=True)
        self._rule(y - 3 * mm)
        return y - 4 * mm

    def _closing(self, y: float) -> None:
        letter = self.letter
        y -= 5 * mm
        if letter.penalty:
            self._text(LEFT, y, pgettext("letter", "Late penalty by the contract, until today"), NORMAL)
            self._text(RIGHT, y, str(letter.penalty), NORMAL, end=True)
            y -= 7 * mm
        self._text(LEFT, y, pgettext("letter", "Still open in all"), 12, bold=True)
        self._text(RIGHT, y, f"¥{letter.amount + letter.penalty}", 15, bold=True, end=True)
        y -= 10 * mm
        size = 30 * mm
        self._qr(RIGHT - size, y - size + 4 * mm, size)
        self._text(RIGHT, y - size, pgettext("letter", "Scan to see and pay"), 8, quiet=True, end=True)
        for title, text in self._ways():
            self._text(LEFT, y, title, NORMAL, bold=True, colour=True)
            y = self._paragraph(y - LEADING, text, width=RIGHT - LEFT - size - 8 * mm) - 2 * mm

    def _ways(self) -> list[tuple[str, str]]:
        ask = pgettext("letter", "the service desk of the estate")
        if self.letter.telephone:
            ask = pgettext("letter", "the service desk, telephone %(telephone)s") % {"telephone": self.letter.telephone}
        return [
            (
                pgettext("letter", "How to pay"),
                pgettext(
                    "letter",
                    "Scan the code with WeChat; or in cash or by card at the service desk, where cash is never"
                    " refused; or call, and we come to you. You get a receipt each time.",
                ),
            ),
            (
                pgettext("letter", "If it is much at once"),
                pgettext(
                    "letter",
                    "You can pay in parts, from two to twelve months. Who is in hardship can ask for a waiver. Tell"
                    " us, and nobody reminds you until it is decided.",
                ),
            ),
            (
                pgettext("letter", "If something is wrong"),
                pgettext(
                    "letter",
                    "Tell %(whom)s within 15 days what it is. We look into it and answer in writing, and until then"
                    " nobody reminds you.",
                )
                % {"whom": ask},
            ),
            (
                pgettext("letter", "Be assured"),
                pgettext(
                    "letter",
                    "Your water, electricity and gas have nothing to do with this letter. Who owes what is told to"
                    " nobody else.",
                ),
            ),
        ]

    def _paragraph(self, y: float, text: str, *, width: float = RIGHT - LEFT) -> float:
        """Write the text in lines that fit, and return where the next one begins."""
        for line in _wrapped(printable(text), width):
            self._text(LEFT, y, line, NORMAL)
            y -= LEADING
        return y

    def _qr(self, x: float, y: float, size: float) -> None:
        matrix = segno.make(self.letter.pay_address, error="m", micro=False).matrix
        cell = size / len(matrix)
        self.canvas.setFillColor(INK)
        for row, cells in enumerate(matrix):
            for column, is_dark in enumerate(cells):
                if is_dark:
                    self.canvas.rect(x + column * cell, y + size - (row + 1) * cell, cell, cell, stroke=0, fill=1)

    def _rule(self, y: float) -> None:
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(1 / 2)
        self.canvas.line(LEFT, y, RIGHT, y)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        quiet: bool = False,
        colour: bool = False,
        end: bool = False,
        width: float = WIDTH,
    ) -> None:
        font = BOLD if bold else PLAIN
        text, size = fitted(printable(text), font, size, width)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(QUIET if quiet else GREEN if colour else INK)
        (self.canvas.drawRightString if end else self.canvas.drawString)(x, y, text)


def _wrapped(text: str, width: float) -> list[str]:
    """Return the text in lines; a mark that may not begin a line stays on the one before."""
    lines, line = [], ""
    for letter in text:
        if pdfmetrics.stringWidth(line + letter, PLAIN, NORMAL) > width and letter not in "，。；、！）":
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if line else lines
