"""Labels with QR codes to be glued to facilities: A4, ten a sheet, with lines to cut along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import pgettext
from reportlab.lib.units import mm

from laoyou.platforms.pen import GREEN, HEIGHT, LANGUAGE, QUIET, WIDTH, Pen, wrapped

COLUMNS, ROWS = 2, 5
LABEL_WIDTH, LABEL_HEIGHT = 92 * mm, 52 * mm
LEFT, TOP = (WIDTH - COLUMNS * LABEL_WIDTH) / 2, (HEIGHT - ROWS * LABEL_HEIGHT) / 2
QR = 38 * mm


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label. `code` is what a person types where no telephone can read the picture."""

    address: str
    code: str
    number: str
    name: str
    where: str


def labels_pdf(*, estate: str, telephone: str, labels: Sequence[Label]) -> bytes:
    """Return the sheets, in Chinese whatever the screen speaks; one empty sheet for no label."""
    with translation.override(LANGUAGE):
        pen = Pen(title=f"{estate} {pgettext('label', 'Labels')}", author=estate)
        for place, label in enumerate(labels):
            on_sheet = place % (COLUMNS * ROWS)
            if place and not on_sheet:
                pen.new_page(with_head=False)
            row, column = divmod(on_sheet, COLUMNS)
            x, y = LEFT + column * LABEL_WIDTH, HEIGHT - TOP - (row + 1) * LABEL_HEIGHT
            _draw(pen, label, estate, telephone, x, y)
        return pen.done()


def _draw(pen: Pen, label: Label, estate: str, telephone: str, x: float, y: float) -> None:
    canvas = pen.canvas
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(1 / 4)
    canvas.setDash(2, 3)
    canvas.rect(x, y, LABEL_WIDTH, LABEL_HEIGHT, stroke=1, fill=0)
    canvas.setDash()
    edge = 5 * mm
    pen.qr(label.address, x + edge, y + LABEL_HEIGHT - edge - QR, QR)
    pen.text(x + edge + QR / 2, y + 3 * mm, label.code, 8, colour=QUIET, align="middle", width=QR + 6 * mm)
    left, width = x + edge + QR + 5 * mm, LABEL_WIDTH - QR - edge * 2 - 4 * mm
    top = y + LABEL_HEIGHT - 11 * mm
    pen.text(left, top, label.number, 17, bold=True, colour=GREEN, width=width)
    line = top - 8 * mm
    for text in wrapped(label.name, 12, width)[:2]:
        pen.text(left, line, text, 12, bold=True, width=width)
        line -= 5 * mm
    for text in wrapped(label.where, 9, width)[:2]:
        pen.text(left, line, text, 9, colour=QUIET, width=width)
        line -= 4 * mm
    pen.text(left, y + 11 * mm, pgettext("label", "Something wrong? Scan and say so."), 9, width=width)
    pen.text(left, y + 5 * mm, f"{estate} {telephone}".strip(), 8, colour=QUIET, width=width)
