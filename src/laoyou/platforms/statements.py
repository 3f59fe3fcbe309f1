"""A home's statement of a year to take along: as a sheet for who goes on with it, on paper for who keeps it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext, pgettext

from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Actor
from laoyou.platforms.formats import month_name
from laoyou.system.billing.queries import Statement, StatementLine
from laoyou.system.billing.statement_pdf import StatementPaper, StatementPaperLine, statement_pdf
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments import queries as payments
from laoyou.system.payments.receipt_pdf import LANGUAGE
from laoyou.system.places import queries as places


def sheet(statement: Statement) -> HttpResponseBase:
    """Return the answer that hands out the statement as .xlsx, what was brought forward first."""
    kind = exports.Kind
    title = pgettext("statement paper", "Statement of the year %(year)s") % {"year": statement.year}
    brought = (
        date(statement.year, 1, 1),
        pgettext("statement paper", "Brought forward"),
        "",
        None,
        None,
        statement.opening,
    )
    return exports.response(
        file_name=f"{statement.estate_name} {statement.home_label} {title}",
        title=f"{statement.home_label} {statement.year}",
        columns=[
            exports.Column(pgettext("statement paper", "Day"), kind.DAY),
            exports.Column(pgettext("statement paper", "What happened"), width=34),
            exports.Column(pgettext("statement paper", "Receipt or reason"), width=30),
            exports.Column(pgettext("statement paper", "Billed"), kind.MONEY),
            exports.Column(pgettext("statement paper", "Paid or taken off"), kind.MONEY),
            exports.Column(pgettext("statement paper", "Owed after it"), kind.MONEY),
        ],
        rows=[brought, *((line.on, *_told(line), *_sides(line), line.balance) for line in statement.lines)],
    )


def paper(*, actor: Actor, statement: Statement, today: date) -> HttpResponse:
    """Return the answer that shows the statement as PDF. Raises: CannotPrint."""
    estate = places.estate_for(actor=actor, estate_id=statement.estate_id)
    until = min(date(statement.year, 12, 31), today)
    mandate = mandates.mandate_in_force(statement.estate_id, until)
    with translation.override(LANGUAGE):
        lines = [StatementPaperLine(line.on, *_told(line), *_sides(line), line.balance) for line in statement.lines]
    drawn = statement_pdf(
        StatementPaper(
            estate=statement.estate_name,
            company=mandate.company_name if mandate else "",
            home=statement.home_label,
            telephone=estate.telephone,
            year=statement.year,
            as_of=until,
            is_running=statement.year == today.year,
            opening=statement.opening,
            lines=lines,
            charged=Money.total(line.charged for line in lines if line.charged is not None),
            settled=Money.total(line.settled for line in lines if line.settled is not None),
            closing=statement.closing,
        )
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="statement-{statement.year}.pdf"'
    return answer


def _told(line: StatementLine) -> tuple[str, str]:
    """Return what happened, and the receipt's number or the reason beside it."""
    match line.kind:
        case "bill":
            return f"{month_name(line.month)} {line.text}", ""
        case "payment":
            return pgettext("statement paper", "Paid: %(channel)s") % {"channel": _channel(line)}, line.number
        case "cancelled":
            return pgettext("statement paper", "Entered by mistake, taken back"), line.number
        case "given_back":
            return pgettext("statement paper", "Credit given back"), ""
        case "credit_note":
            return pgettext("statement paper", "Correction for %(month)s") % {
                "month": month_name(line.month)
            }, line.text
        case _:
            return pgettext("statement paper", "Credit from before, or used for bills of before"), line.text


def _channel(line: StatementLine) -> str:
    return gettext(payments.channel_name(line.channel))


def _sides(line: StatementLine) -> tuple[Money | None, Money | None]:
    """Return what was billed, and what was paid or taken off; below zero, what was taken back or given back."""
    return (line.change, None) if line.kind == "bill" else (None, line.settled)
