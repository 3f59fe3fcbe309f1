"""A month or a year of the open books as a notice on paper: A4, large letters, charts, for a board in the estate.

In Chinese whatever the screen speaks. Drawn from values alone; the same values give the same bytes.
"""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from django.utils.translation import pgettext
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from laoyou.core.money import Money
from laoyou.infra.assets import VENDOR
from laoyou.platforms.notice_values import Notice, Plan
from laoyou.platforms.shown_rates import MEANINGS, NAMES

LANGUAGE = "zh-hans"
PLAIN, BOLD = "Laoyou Notice", "Laoyou Notice Bold"
FONTS = {PLAIN: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}
WIDTH, HEIGHT = A4
EDGE = 16 * mm
INNER = WIDTH - 2 * EDGE
INK, QUIET, RULE = HexColor("#17211c"), HexColor("#55605a"), HexColor("#9aa39d")
GREEN, PALE, AMBER = HexColor("#0a6b3d"), HexColor("#b9dcc8"), HexColor("#b3590a")
TITLE, HEAD, BODY, SMALL, LEAST = 25, 16, 13, 11, 9
BIGGEST = 34
TEN_THOUSAND_FEN = 1_000_000


def notice_pdf(notice: Notice) -> bytes:
    """Return the notice as PDF, on as many pages as it needs."""
    for name in FONTS:
        _font(name)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(f"{notice.estate} {notice.title}")
    _Sheet(canvas, notice).draw()
    canvas.save()
    return file.getvalue()


class _Sheet:
    """Draws from the top down; what does not fit goes onto the next page under the same head."""

    def __init__(self, canvas: Canvas, notice: Notice) -> None:
        self.canvas, self.notice = canvas, notice
        self.page, self.y = 0, HEIGHT

    def draw(self) -> None:
        self._new_page()
        self._sum()
        self._funds()
        self._chart()
        self._rates()
        self._rated_months()
        self._spending()
        for plan in self.notice.plans:
            self._plan(plan)
        self._settlement()
        self._check()
        self.canvas.showPage()

    # --- the parts

    def _new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        top = HEIGHT - EDGE
        size = (30 if self.page == 1 else 16) * mm
        self._qr(WIDTH - EDGE - size, top - size, size)
        if self.page == 1:
            self._text(EDGE, top - 9 * mm, self.notice.estate, TITLE, bold=True, width=INNER - size - 6 * mm)
            self._text(EDGE, top - 20 * mm, self.notice.title, TITLE, bold=True, colour=GREEN, width=INNER - size)
            self._text(EDGE, top - 28 * mm, self.notice.state, SMALL, colour=QUIET, width=INNER - size - 6 * mm)
            for row, line in enumerate(_wrapped(self.notice.serving, SMALL, INNER)[:2]):
                self._text(EDGE, top - 38 * mm - row * 6 * mm, line, SMALL)
            self.y = top - 50 * mm
        else:
            self._text(
                EDGE, top - 7 * mm, f"{self.notice.estate} · {self.notice.title}", HEAD, bold=True, width=INNER - size
            )
            self.y = top - 20 * mm
        self._text(WIDTH / 2, 9 * mm, f"{self.page}", LEAST, colour=QUIET, align="middle")

    def _sum(self) -> None:
        total = self.notice.sum
        self._need(34 * mm)
        self._text(EDGE, self.y, pgettext("notice", "Balance at the end"), BODY, colour=QUIET)
        self._text(EDGE, self.y - 13 * mm, f"¥{total.closing}", BIGGEST, bold=True)
        for column, (name, amount) in enumerate(
            (
                (pgettext("notice", "At the beginning"), total.opening),
                (pgettext("notice", "Income"), total.income),
                (pgettext("notice", "Expense"), total.expense),
            )
        ):
            x = EDGE + column * INNER / 3
            self._text(x, self.y - 22 * mm, name, SMALL, colour=QUIET)
            self._text(x, self.y - 29 * mm, f"¥{amount}", HEAD, bold=True, width=INNER / 3 - 2 * mm)
        self.y -= 37 * mm

    def _funds(self) -> None:
        self._head(pgettext("notice", "Fund by fund"), 12 * mm)
        columns = [EDGE + INNER * part / 100 for part in (46, 64, 82, 100)]
        names = (
            pgettext("notice", "At the beginning"),
            pgettext("notice", "Income"),
            pgettext("notice", "Expense"),
            pgettext("notice", "Balance"),
        )
        for x, name in zip(columns, names, strict=True):
            self._text(x, self.y, name, LEAST + 1, colour=QUIET, align="end")
        self.y -= 3 * mm
        for fund in self.notice.funds:
            self._need(9 * mm)
            self._rule()
            self.y -= 6 * mm
            self._text(EDGE, self.y, fund.name, BODY, width=INNER * 27 / 100)
            for x, amount in zip(columns, (fund.opening, fund.income, fund.expense, fund.closing), strict=True):
                self._text(x, self.y, str(amount), SMALL, align="end", width=INNER * 18 / 100 - 2 * mm)
            self.y -= 3 * mm
        self.y -= 5 * mm

    def _chart(self) -> None:
        bars = self.notice.bars
        most = max((max(bar.income.fen, bar.expense.fen) for bar in bars), default=0)
        if len(bars) < 2 or most <= 0:
            return
        height = 40 * mm
        self._need(height + 32 * mm)
        in_yuan = most < TEN_THOUSAND_FEN
        if in_yuan:
            self._head(pgettext("notice", "Income and expense by month, in yuan"), 0)
        else:
            self._head(pgettext("notice", "Income and expense by month"), 0)
        self._square(EDGE, self.y - 1 * mm, GREEN)
        self._text(EDGE + 5 * mm, self.y, pgettext("notice", "Income"), LEAST + 1)
        self._square(EDGE + 24 * mm, self.y - 1 * mm, AMBER)
        self._text(EDGE + 29 * mm, self.y, pgettext("notice", "Expense"), LEAST + 1)
        base = self.y - height - 4 * mm
        step = INNER / len(bars)
        wide = min(step / 3, 11 * mm)
        for place, bar in enumerate(bars):
            middle = EDGE + step * place + step / 2
            for amount, x, colour in ((bar.income, middle - wide, GREEN), (bar.expense, middle, AMBER)):
                tall = height * max(amount.fen, 0) / most
                self.canvas.setFillColor(colour)
                self.canvas.rect(x, base, wide - 1, tall, stroke=0, fill=1)
                said = _short(amount, in_yuan=in_yuan)
                self._text(x + wide / 2, base + tall + 1 * mm, said, LEAST - 1, align="middle", colour=QUIET)
            self._text(middle, base - 5 * mm, bar.label, SMALL, align="middle")
        self.canvas.setStrokeColor(INK)
        self.canvas.line(EDGE, base, WIDTH - EDGE, base)
        self.y = base - 10 * mm

    def _rated_months(self) -> None:
        """Draw a line for each month of a year: the four rates as that month's publication keeps them."""
        if not self.notice.rated_months:
            return
        whole = (3 + 7 * len(self.notice.rated_months) + 12) * mm  # a year's lines stay together, with what they mean
        self._head(pgettext("notice", "Collection rates of each month, as published"), whole)
        columns = [EDGE + INNER * part / 100 for part in (34, 56, 78, 100)]
        for x, name in zip(columns, NAMES.values(), strict=True):
            self._text(x, self.y, str(name), LEAST, colour=QUIET, align="end", width=INNER * 21 / 100)
        self.y -= 3 * mm
        for month in self.notice.rated_months:
            self._need(8 * mm)
            self._rule()
            self.y -= 5 * mm
            self._text(EDGE, self.y, month.month, SMALL)
            for x, value in zip(columns, month.values, strict=False):
                self._text(x, self.y, value, SMALL, align="end", width=INNER * 21 / 100)
            if not month.values:
                not_yet = pgettext("notice", "not published yet")
                self._text(WIDTH - EDGE, self.y, not_yet, SMALL, colour=QUIET, align="end")
            self.y -= 2 * mm
        for line in _wrapped(str(MEANINGS["current"]), LEAST, INNER)[:3]:
            self.y -= 4 * mm
            self._text(EDGE, self.y, line, LEAST, colour=QUIET)
        self.y -= 10 * mm

    def _rates(self) -> None:
        if not self.notice.rates:
            return
        self._need(50 * mm)
        self._head(pgettext("notice", "Four collection rates"), 0)
        half = INNER / 2
        for place, rate in enumerate(self.notice.rates):
            x, y = EDGE + (place % 2) * half, self.y - (place // 2) * 18 * mm
            self._text(x, y - 1 * mm, rate.name, SMALL, width=half - 4 * mm)
            self._text(x, y - 8 * mm, rate.value, HEAD + 3, bold=True, colour=GREEN)
            self._text(x, y - 13 * mm, rate.division, LEAST, colour=QUIET, width=half - 4 * mm)
        self.y -= 40 * mm

    def _spending(self) -> None:
        if not self.notice.biggest:
            return
        self._head(pgettext("notice", "Biggest expenses"), 20 * mm)
        for spending in self.notice.biggest:
            self._need(9 * mm)
            self._rule()
            self.y -= 6 * mm
            self._text(EDGE, self.y, spending.day, SMALL, colour=QUIET)
            self._text(EDGE + 24 * mm, self.y, spending.words, BODY, width=INNER - 62 * mm)
            self._text(WIDTH - EDGE, self.y, f"¥{spending.amount}", BODY, bold=True, align="end")
            self.y -= 3 * mm
        self.y -= 6 * mm

    def _plan(self, plan: Plan) -> None:
        self._head(plan.title, 30 * mm)
        self._text(EDGE, self.y, plan.gone, LEAST + 1, colour=QUIET)
        self.y -= 4 * mm
        long = INNER * 34 / 100
        for row in plan.rows:
            lines = _wrapped(row.why, LEAST + 1, INNER - 6 * mm)[:2] if row.why else []
            self._need((10 + 5 * len(lines)) * mm)
            self._rule()
            self.y -= 6 * mm
            self._text(EDGE, self.y, row.name, BODY, width=INNER * 22 / 100)
            x = EDGE + INNER * 23 / 100
            self.canvas.setFillColor(HexColor("#e7ebe8"))
            self.canvas.rect(x, self.y - 1, long, 9, stroke=0, fill=1)
            if row.actual.fen > 0:
                part = min(row.actual.fen * 1000 // row.budget.fen, 1000) if row.budget else 1000
                self.canvas.setFillColor(AMBER if row.is_apart else GREEN)
                self.canvas.rect(x, self.y - 1, long * part / 1000, 9, stroke=0, fill=1)
            self.canvas.setStrokeColor(INK)
            mark = x + long * min(plan.gone_hundredths, 100) / 100
            self.canvas.line(mark, self.y - 3, mark, self.y + 10)
            self._text(EDGE + INNER * 79 / 100, self.y, str(row.actual), SMALL, bold=True, align="end")
            self._text(WIDTH - EDGE, self.y, str(row.budget), SMALL, colour=QUIET, align="end")
            self.y -= 3 * mm
            for line in lines:
                self.y -= 2 * mm
                self._text(EDGE + 4 * mm, self.y, line, LEAST + 1, colour=AMBER)
                self.y -= 3 * mm
        self.y -= 7 * mm

    def _settlement(self) -> None:
        if not self.notice.settlement:
            return
        self._head(pgettext("notice", "Settlement of the year"), 30 * mm)
        for name, value in self.notice.settlement:
            self._need(9 * mm)
            self._rule()
            self.y -= 6 * mm
            self._text(EDGE, self.y, name, BODY, width=INNER * 60 / 100)
            self._text(WIDTH - EDGE, self.y, value, BODY, bold=True, align="end", width=INNER * 38 / 100)
            self.y -= 3 * mm
        self.y -= 6 * mm

    def _check(self) -> None:
        notice = self.notice
        rows = [
            (pgettext("notice", "Check code"), notice.code),
            (pgettext("notice", "Public key"), notice.key),
            (pgettext("notice", "Checkpoint"), notice.checkpoint),
            (pgettext("notice", "All entries with vouchers"), notice.address),
            (pgettext("notice", "Questions"), notice.telephone),
        ]
        rows = [(name, value) for name, value in rows if value]
        self._need((16 + 13 * len(rows)) * mm)
        self._head(pgettext("notice", "Check it yourself: photograph or write these down"), 0)
        for name, value in rows:
            self._text(EDGE, self.y, name, SMALL, colour=QUIET, width=INNER * 26 / 100)
            for line in _wrapped(value, SMALL, INNER * 72 / 100):
                self._text(EDGE + INNER * 28 / 100, self.y, line, SMALL, bold=True)
                self.y -= 5 * mm
            self.y -= 2 * mm

    # --- the pen

    def _need(self, height: float) -> None:
        if self.y - height < EDGE:
            self._new_page()

    def _head(self, words: str, more: float) -> None:
        self._need(more + 18 * mm)
        self.y -= 4 * mm
        self._text(EDGE, self.y, words, HEAD, bold=True, width=INNER)
        self.y -= 8 * mm

    def _rule(self) -> None:
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(1 / 2)
        self.canvas.line(EDGE, self.y, WIDTH - EDGE, self.y)

    def _square(self, x: float, y: float, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, y, 3 * mm, 3 * mm, stroke=0, fill=1)

    def _qr(self, x: float, y: float, size: float) -> None:
        matrix = segno.make(self.notice.address, error="m", micro=False).matrix
        cell = size / len(matrix)
        self.canvas.setFillColor(INK)
        for row, cells in enumerate(matrix):
            for column, is_dark in enumerate(cells):
                if is_dark:
                    self.canvas.rect(x + column * cell, y + size - (row + 1) * cell, cell, cell, stroke=0, fill=1)

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
        text, size = _fitted(_printable(text), font, size, width)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        draw = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }
        draw[align](x, y, text)


@lru_cache(maxsize=len(FONTS))
def _font(name: str) -> TTFont:
    font = TTFont(name, str(VENDOR / "expo-google-fonts-noto-sans-sc" / FONTS[name]))
    pdfmetrics.registerFont(font)
    return font


def _printable(text: str) -> str:
    """Return the text in one line; a character that the font lacks becomes the mark for it, never an empty box."""
    known = _font(PLAIN).face.charToGlyph
    return "".join(letter if ord(letter) in known else "〓" for letter in " ".join(text.split()))


def _fitted(text: str, font: str, size: float, width: float) -> tuple[str, float]:
    """Return the text and a size at which it fits: first smaller, then cut."""
    while pdfmetrics.stringWidth(text, font, size) > width and size > LEAST:
        size -= 1 / 2
    while len(text) > 1 and pdfmetrics.stringWidth(text, font, size) > width:
        text = f"{text[:-2]}…"
    return text, size


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the text in lines of at most this width."""
    lines, line = [], ""
    for letter in _printable(text):
        if line and pdfmetrics.stringWidth(line + letter, PLAIN, size) * 106 / 100 > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if line else lines


def _short(amount: Money, *, in_yuan: bool) -> str:
    """Return an amount in 万 with one decimal, or in whole yuan, for a place above a bar.

    >>> _short(Money(5_849_497), in_yuan=False), _short(Money(0), in_yuan=False), _short(Money(95_251), in_yuan=True)
    ('5.8', '0', '953')
    """
    if in_yuan:
        return f"{(amount.fen + 50) // 100:,}"
    tenths = (amount.fen + 50_000) // 100_000
    return f"{tenths // 10}.{tenths % 10}" if tenths else "0"
