"""A home's statement of a year on paper: A4, in Chinese whatever the screen speaks, the same bytes for the same values.

What happened is described by the caller; here are only words and amounts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import pgettext
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
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
LEFT, RIGHT = 18 * mm, WIDTH - 18 * mm
CHARGED_AT, SETTLED_AT = RIGHT - 56 * mm, RIGHT - 28 * mm
WORDS_AT, NOTE_AT = LEFT + 24 * mm, LEFT + 68 * mm
FIRST_LINES, FURTHER_LINES = 25, 34
ROW = 7 * mm


@dataclass(frozen=True, slots=True)
class StatementPaperLine:
    """One thing that happened: on which day, what, a word beside it, and what is owed after it."""

    on: date
    words: str
    note: str
    charged: Money | None
    settled: Money | None
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """Everything that stands on the statement. Balances below zero are the home's credit."""

    estate: str
    company: str
    home: str
    telephone: str
    year: int
    as_of: date
    is_running: bool
    opening: Money
    lines: Sequence[StatementPaperLine]
    charged: Money
    settled: Money
    closing: Money


def statement_pdf(paper: StatementPaper) -> bytes:
    """Return the statement as PDF, on as many pages as it needs. Raises: CannotPrint; ValueError when the lines don't
    lead from the opening to the closing balance.
    """
    if paper.opening + paper.charged - paper.settled != paper.closing:
        raise ValueError("a statement leads from what was owed to what is owed")
    for name in FONTS:
        font_of(name)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    with translation.override(LANGUAGE):
        canvas.setTitle(printable(f"{paper.home} {_title(paper)}"))
        canvas.setAuthor(printable(paper.company or paper.estate))
        _Drawing(canvas, paper).draw()
    canvas.save()
    return file.getvalue()


def _title(paper: StatementPaper) -> str:
    return pgettext("statement paper", "Statement of the year %(year)s") % {"year": paper.year}


class _Drawing:
    def __init__(self, canvas: Canvas, paper: StatementPaper) -> None:
        self.canvas, self.paper = canvas, paper

    def draw(self) -> None:
        lines = list(self.paper.lines)
        pages = [lines[:FIRST_LINES]]
        pages += [lines[start : start + FURTHER_LINES] for start in range(FIRST_LINES, len(lines), FURTHER_LINES)]
        for number, page in enumerate(pages, start=1):
            y = self._table_head(self._head() if number == 1 else HEIGHT - 22 * mm)
            if number == 1:
                y = self._row(y, date(self.paper.year, 1, 1), pgettext("statement paper", "Brought forward"))
            for line in page:
                y = self._row(y, line.on, line.words, line)
            if number == len(pages):
                self._closing(y)
            self._text(RIGHT, 12 * mm, f"{self.paper.home} · {number} / {len(pages)}", 8, colour=QUIET, end=True)
            self.canvas.showPage()

    def _head(self) -> float:
        paper, top = self.paper, HEIGHT - 20 * mm
        self._text(LEFT, top, paper.company or paper.estate, 12, bold=True, width=110 * mm)
        self._text(LEFT, top - 6 * mm, f"{paper.estate} {paper.home}", NORMAL, width=110 * mm)
        self._text(RIGHT, top, _day(paper.as_of), NORMAL, end=True, colour=QUIET)
        if paper.telephone:
            call = pgettext("statement paper", "Telephone %(telephone)s") % {"telephone": paper.telephone}
            self._text(RIGHT, top - 6 * mm, call, 9, end=True, colour=QUIET)
        self._text(LEFT, top - 20 * mm, _title(paper), 20, bold=True, colour=GREEN)
        figures = (
            (pgettext("statement paper", "At the beginning"), paper.opening),
            (pgettext("statement paper", "Billed"), paper.charged),
            (pgettext("statement paper", "Paid or taken off"), paper.settled),
            (_closes(paper), paper.closing),
        )
        for column, (name, amount) in enumerate(figures):
            x = LEFT + column * (RIGHT - LEFT) / len(figures)
            self._text(x, top - 32 * mm, name, 9, colour=QUIET)
            self._text(x, top - 39 * mm, _yuan(amount), 14, bold=True, width=40 * mm)
            if amount.fen < 0:
                self._text(x, top - 44 * mm, pgettext("statement paper", "credit"), 9, colour=GREEN)
        return top - 56 * mm

    def _table_head(self, y: float) -> float:
        self._text(LEFT, y, pgettext("statement paper", "Day"), 9, colour=QUIET)
        self._text(WORDS_AT, y, pgettext("statement paper", "What happened"), 9, colour=QUIET)
        self._text(CHARGED_AT, y, pgettext("statement paper", "Billed"), 9, colour=QUIET, end=True)
        self._text(SETTLED_AT, y, pgettext("statement paper", "Paid or taken off"), 9, colour=QUIET, end=True)
        self._text(RIGHT, y, pgettext("statement paper", "Owed after it"), 9, colour=QUIET, end=True)
        self._rule(y - 2 * mm)
        return y - ROW

    def _row(self, y: float, on: date, words: str, line: StatementPaperLine | None = None) -> float:
        self._text(LEFT, y, on.isoformat(), 9, colour=QUIET)
        self._text(WORDS_AT, y, words, NORMAL, width=42 * mm)
        if line is not None:
            self._text(NOTE_AT, y, line.note, 8, colour=QUIET, width=CHARGED_AT - NOTE_AT - 18 * mm)
            if line.charged is not None:
                self._text(CHARGED_AT, y, str(line.charged), NORMAL, end=True)
            if line.settled is not None:
                self._text(SETTLED_AT, y, str(line.settled), NORMAL, end=True)
        self._text(RIGHT, y, str(line.balance if line else self.paper.opening), NORMAL, end=True)
        return y - ROW

    def _closing(self, y: float) -> None:
        paper = self.paper
        self._rule(y + ROW - 3 * mm)
        y -= 1 * mm
        self._text(WORDS_AT, y, pgettext("statement paper", "Together"), NORMAL, bold=True)
        for x, amount in ((CHARGED_AT, paper.charged), (SETTLED_AT, paper.settled), (RIGHT, paper.closing)):
            self._text(x, y, str(amount), NORMAL, bold=True, end=True)
        note = pgettext(
            "statement paper", "What is owed below zero is the home's credit. This statement is no invoice."
        )
        self._text(LEFT, y - 11 * mm, note, 9, colour=QUIET)

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
        colour: Color = INK,
        end: bool = False,
        width: float = WIDTH,
    ) -> None:
        font = BOLD if bold else PLAIN
        text, size = fitted(printable(text), font, size, width)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        (self.canvas.drawRightString if end else self.canvas.drawString)(x, y, text)


def _closes(paper: StatementPaper) -> str:
    return (
        pgettext("statement paper", "Owed today")
        if paper.is_running
        else pgettext("statement paper", "Owed at the end")
    )


def _yuan(amount: Money) -> str:
    return f"−¥{Money(-amount.fen)}" if amount.fen < 0 else f"¥{amount}"


def _day(day: date) -> str:
    return pgettext("receipt", "%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}
