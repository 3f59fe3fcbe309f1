"""The report of a survey for the principal: cover, figures, the plan of the buildings, the worst first with photos."""

from __future__ import annotations

from contextlib import closing

from django.utils import translation
from django.utils.translation import gettext, pgettext
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.units import mm

from laoyou.platforms.formats import full_day
from laoyou.platforms.operations.surveys.report import Report
from laoyou.platforms.pen import EDGE, GREEN, HEIGHT, INK, INNER, LANGUAGE, PALE, QUIET, WIDTH, Pen, wrapped
from laoyou.system.work.surveys.queries import FindingView
from laoyou.system.work.surveys.rules.states import FINDING_NAMES, SEVERITY_NAMES

COLOURS: dict[int, Color] = {
    0: HexColor("#dfe8e2"),
    1: HexColor("#b42318"),
    2: HexColor("#c4620a"),
    3: HexColor("#b58a00"),
    4: HexColor("#5f7f6d"),
}
COLUMNS = 6
PHOTO_WIDTH, PHOTO_HEIGHT = 52 * mm, 39 * mm
WITH_PHOTO = 46 * mm


def report_pdf(report: Report) -> bytes:
    """Return the report, in Chinese whatever the screen speaks."""
    with translation.override(LANGUAGE):
        survey = report.survey
        pen = Pen(title=f"{survey.estate_name} · {survey.name}", author=report.company)
        _cover(pen, report)
        _figures(pen, report)
        _plan(pen, report)
        _findings(pen, report)
        return pen.done()


def _cover(pen: Pen, report: Report) -> None:
    survey = report.survey
    pen.box(0, HEIGHT - 92 * mm, WIDTH, 92 * mm, fill=GREEN)
    pen.text(EDGE, HEIGHT - 46 * mm, survey.estate_name, 34, bold=True, colour=white, width=INNER)
    pen.text(EDGE, HEIGHT - 64 * mm, survey.name, 22, colour=white, width=INNER)
    pen.text(EDGE, HEIGHT - 78 * mm, pgettext("report", "Report of the survey"), 13, colour=white)
    y = HEIGHT - 116 * mm
    for name, value in (
        (pgettext("report", "For"), report.principal),
        (pgettext("report", "By"), report.company),
        (pgettext("report", "Days of the survey"), f"{full_day(survey.starts_on)} – {full_day(survey.last_day)}"),
        (pgettext("report", "Written on"), full_day(report.written_on)),
    ):
        if value:
            pen.text(EDGE, y, name, 11, colour=QUIET)
            pen.text(EDGE + 34 * mm, y, value, 13, bold=True, width=INNER - 34 * mm)
            y -= 11 * mm
    y -= 8 * mm
    counted = survey.counted
    for place, (value, name) in enumerate(
        (
            (f"{survey.done}/{survey.parts}", pgettext("report", "places walked through")),
            (str(counted.findings), pgettext("report", "findings")),
            (str(counted.severities[0]), pgettext("report", "of them dangers")),
            (str(counted.solved), pgettext("report", "solved already")),
        )
    ):
        x, width = EDGE + place * INNER / 4, INNER / 4 - 4 * mm
        pen.box(x, y - 26 * mm, width, 30 * mm, fill=PALE)
        pen.text(x + width / 2, y - 10 * mm, value, 24, bold=True, colour=GREEN, align="middle", width=width)
        pen.text(x + width / 2, y - 20 * mm, name, 10, colour=QUIET, align="middle", width=width)
    pen.new_page()


def _figures(pen: Pen, report: Report) -> None:
    pen.heading(pgettext("report", "How bad"))
    severities = report.survey.counted.severities
    most = max(*severities, 1)
    for severity, name in SEVERITY_NAMES.items():
        count = severities[severity - 1]
        pen.text(EDGE, pen.y, f"{severity} {gettext(name)}", 11)
        pen.box(EDGE + 34 * mm, pen.y - 1 * mm, (INNER - 52 * mm) * count / most, 5 * mm, fill=COLOURS[severity])
        pen.text(WIDTH - EDGE, pen.y, str(count), 11, bold=True, align="end")
        pen.y -= 9 * mm
    pen.heading(pgettext("report", "What becomes of it"))
    states = [finding.state for finding in report.findings]
    for state, name in FINDING_NAMES.items():
        pen.text(EDGE, pen.y, gettext(name), 11)
        pen.text(EDGE + 60 * mm, pen.y, str(states.count(state)), 11, bold=True, align="end")
        pen.y -= 7 * mm


def _plan(pen: Pen, report: Report) -> None:
    """Draw the buildings in the order of their names: no survey of their outlines is at hand."""
    if not report.buildings:
        return
    rows = -(-len(report.buildings) // COLUMNS)
    pen.heading(pgettext("report", "Plan of the buildings"), room=min(rows, 4) * 18 * mm)
    gap, height = 3 * mm, 14 * mm
    width = (INNER - gap * (COLUMNS - 1)) / COLUMNS
    for place, building in enumerate(report.buildings):
        column = place % COLUMNS
        if not column:
            pen.need(height + gap)
            pen.y -= height
        x = EDGE + column * (width + gap)
        pen.box(x, pen.y, width, height, fill=COLOURS[building.worst])
        ink = white if building.worst else INK
        pen.text(x + 3 * mm, pen.y + 8 * mm, building.name, 10, bold=True, colour=ink, width=width - 6 * mm)
        told = pgettext("report", "%(count)s findings") % {"count": building.findings}
        pen.text(x + 3 * mm, pen.y + 3 * mm, told, 8, colour=ink, width=width - 6 * mm)
        if column == COLUMNS - 1:
            pen.y -= gap
    pen.y -= 8 * mm
    note = pgettext("report", "Not to scale. The colour is that of the worst finding, the number counts all of them.")
    pen.paragraph(note, size=9, colour=QUIET)


def _findings(pen: Pen, report: Report) -> None:
    pen.new_page()
    pen.heading(pgettext("report", "The worst first"))
    for finding in report.findings:
        _finding(pen, report, finding)


def _finding(pen: Pen, report: Report, finding: FindingView) -> None:
    has_photo = bool(finding.photos)
    width = INNER - (PHOTO_WIDTH + 6 * mm if has_photo else 0) - 14 * mm
    lines = wrapped(finding.text, 11, width)[:6]
    height = max(WITH_PHOTO if has_photo else 0, 15 * mm + len(lines) * 5 * mm)
    pen.need(height)
    top = pen.y
    pen.box(EDGE, top - 5 * mm, 9 * mm, 9 * mm, fill=COLOURS[finding.severity])
    pen.text(EDGE + 9 * mm / 2, top - 2 * mm, str(finding.severity), 13, bold=True, colour=white, align="middle")
    left = EDGE + 14 * mm
    pen.text(left, top, f"{finding.number}. {finding.where}", 11, bold=True, width=width)
    y = top - 6 * mm
    for line in lines:
        pen.text(left, y, line, 11, width=width)
        y -= 5 * mm
    told = [gettext(FINDING_NAMES[finding.state]), finding.order_number, finding.campaign_name, finding.reason]
    pen.text(left, y - 1 * mm, " · ".join(part for part in told if part), 9, colour=QUIET, width=width)
    if has_photo:
        with closing(report.photo(finding.photos[0])) as content:
            pen.picture(content, WIDTH - EDGE - PHOTO_WIDTH, top + 4 * mm - PHOTO_HEIGHT, PHOTO_WIDTH, PHOTO_HEIGHT)
    pen.y = top - height
