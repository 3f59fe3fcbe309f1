"""What stands on a notice for the board: a month, or a year, out of the same figures as the open books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.platforms import shown_rates
from laoyou.platforms.formats import account_name, full_day, fund_name, money, month_name, percent
from laoyou.platforms.notice_pdf import LANGUAGE, notice_pdf
from laoyou.platforms.notice_values import Bar, FundRow, Notice, Plan, PlanRow, RateBox, RatedMonth, Spending
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.budgets.queries import Against, SettlementView, ShownLine
from laoyou.system.ledger.budgets.rules.settlement import Mode
from laoyou.system.ledger.queries import EntriesFilter, MonthBooks, Published
from laoyou.system.ledger.rules.accounts import OWN_FUNDS, Fund
from laoyou.system.ledger.rules.movements import FundMonth, Side
from laoyou.system.mandates import queries as mandates
from laoyou.system.places.queries import EstateView

MONTHS_SHOWN = 6
BIGGEST_SHOWN = 8
CODE_SHOWN = 32


def month_notice(estate: EstateView, month: Month, *, today: date) -> HttpResponse:
    """Return the answer with a month's notice, to be called in the estate's scope. Raises: NotFound."""
    known = {books.month: books for books in ledger.months_with_books(estate.id)}
    if month not in known:
        raise NotFound
    published = ledger.published_month(estate.id, month)
    books = published.books if published else ledger.month_books(estate.id, month)
    rates = (
        shown_rates.of_numbers(published.rates) if published else shown_rates.of_rates(billing.rates(estate.id, month))
    )
    first = max(min(known), _months_before(month, MONTHS_SHOWN - 1))
    with translation.override(LANGUAGE):
        if published:
            state = pgettext("notice", "Closed and published on %(day)s") % {"day": full_day(published.published_at)}
        else:
            state = pgettext("notice", "Not published yet: the figures may still change")
        notice = _notice(
            estate,
            title=pgettext("notice", "Open books of %(month)s") % {"month": month_name(month)},
            state=state,
            books=[books],
            bars=(first, month),
            rates=rates,
            compared=budgets.spent_against(estate.id, month),
            code=published.sha256[:CODE_SHOWN] if published else "",
            address=reverse("resident:public_books_month", args=[estate.public_key, month]),
            today=today,
        )
        return _answer(notice, f"{estate.code}-{month}.pdf")


def year_notice(estate: EstateView, year: int, *, today: date) -> HttpResponse:
    """Return the answer with a year's notice, to be called in the estate's scope. Raises: NotFound."""
    months = [books.month for books in ledger.months_with_books(estate.id) if books.month.year == year]
    if not months:
        raise NotFound
    last, known = months[-1], {each.month: each for each in ledger.published(estate.id)}
    with translation.override(LANGUAGE):
        closed = all(books.is_closed for books in ledger.months_with_books(estate.id) if books.month in months)
        over = last.number == 12 and closed
        notice = _notice(
            estate,
            title=pgettext("notice", "Open books of the year %(year)s") % {"year": year},
            state=pgettext("notice", "%(first)s to %(last)s")
            % {"first": month_name(months[0]), "last": month_name(last)}
            + ("" if over else pgettext("notice", ", not all months are closed yet")),
            books=[known[month].books if month in known else ledger.month_books(estate.id, month) for month in months],
            bars=(months[0], last),
            rates=[],
            rated=[(month, known.get(month)) for month in months],
            compared=budgets.spent_against(estate.id, last),
            code="",
            address=reverse("resident:public_books_month", args=[estate.public_key, last]),
            today=today,
            settled=budgets.public_settlement(estate.id, year),
        )
        return _answer(notice, f"{estate.code}-{year}.pdf")


def _notice(
    estate: EstateView,
    *,
    title: str,
    state: str,
    books: list[MonthBooks],
    bars: tuple[Month, Month],
    rates: list[shown_rates.ShownRate],
    compared: list[Against],
    code: str,
    address: str,
    today: date,
    settled: SettlementView | None = None,
    rated: Sequence[tuple[Month, Published | None]] = (),
) -> Notice:
    serving = mandates.public_mandate(estate.id, today)
    checkpoint = ledger.newest_checkpoint(estate.id)
    whole = f"{settings.PUBLIC_ADDRESS}{address}"
    return Notice(
        estate=estate.name,
        title=title,
        state=state,
        serving=_serving(serving),
        sum=_over("", [each.sum for each in books]),
        funds=[
            row
            for fund in Fund
            if (row := _over(fund_name(fund), [_of(each, fund) for each in books]))
            and (row.opening or row.income or row.expense or fund is Fund.SERVICE)
        ],
        bars=[
            Bar(f"{each.month.number}月", each.sum.income, each.sum.expense)
            for each in ledger.month_sums(estate.id, *bars)
        ],
        rates=[RateBox(str(rate.name), percent(rate.value), rate.division) for rate in rates],
        rated_months=[_rated(month, published) for month, published in rated],
        biggest=_biggest(estate.id, [each.month for each in books]),
        plans=[_plan(each) for each in compared],
        settlement=_settlement(settled) if settled else (),
        code=" ".join(code[place : place + 4] for place in range(0, len(code), 4)),
        key=ledger.published_key(),
        checkpoint=f"{checkpoint.size} · {checkpoint.root[:32]}" if checkpoint else "",
        address=whole,
        telephone=estate.telephone,
    )


def _rated(month: Month, published: Published | None) -> RatedMonth:
    values = [percent(rate.value) for rate in shown_rates.of_numbers(published.rates)] if published else []
    return RatedMonth(f"{month.number}月", values)


def _serving(serving: mandates.PublicMandate | None) -> str:
    if serving is None:
        return pgettext("notice", "At the moment nobody has a mandate here.")
    mandate = serving.mandate
    return pgettext("notice", "%(company)s, by mandate of %(principal)s (%(number)s)") % {
        "company": mandate.company_name,
        "principal": mandate.principal_name,
        "number": mandate.document_number,
    }


def _of(books: MonthBooks, fund: Fund) -> FundMonth:
    return next(each for each in books.funds if each.fund is fund)


def _over(name: str, months: list[FundMonth]) -> FundRow:
    """Return consecutive months of a fund as one."""
    return FundRow(
        name=name,
        opening=months[0].opening,
        income=Money.total(month.income for month in months),
        expense=Money.total(month.expense for month in months),
        closing=months[-1].closing,
    )


def _biggest(estate_id: int, months: list[Month]) -> list[Spending]:
    """Return what most was spent on in these months, out of the estate's own funds."""
    found = [
        row
        for month in months
        for row in ledger.entries_of_month(
            estate_id, month, size=BIGGEST_SHOWN, wanted=EntriesFilter(side=Side.EXPENSE)
        ).rows
        if not row.reverses_id and not row.reversed_by_id and set(row.funds) & set(OWN_FUNDS)
    ]
    found.sort(key=lambda row: (row.amount.fen, row.id))
    return [
        Spending(f"{row.posted_on.month}月{row.posted_on.day}日", row.text or gettext("A payment"), -row.amount)
        for row in found[:BIGGEST_SHOWN]
    ]


def _plan(compared: Against) -> Plan:
    words = {"fund": fund_name(compared.budget.fund), "year": compared.budget.year}
    return Plan(
        title=pgettext("notice", "Budget %(year)s and actual: %(fund)s") % words,
        gone=pgettext("notice", "%(share)s of the year is over (the mark). Left the money so far, right the budget.")
        % {"share": percent(compared.gone)},
        gone_hundredths=compared.gone_percent,
        rows=[
            PlanRow(
                account_name(shown.line.account),
                shown.line.budget,
                shown.line.actual,
                shown.is_apart,
                _why(shown),
            )
            for shown in compared.lines
        ],
    )


def _settlement(settled: SettlementView) -> list[tuple[str, str]]:
    """Return the published settlement line by line."""
    known = settled.settlement
    rows = [
        (gettext("Service fees received"), money(known.income)),
        (gettext("Cost of the service"), money(known.cost)),
    ]
    if known.mode is Mode.LUMP_SUM:
        rows.append((gettext("Profit or loss, the company's"), money(known.companys_result)))
    else:
        rows += [
            (gettext("The company's fee"), money(known.fee)),
            (gettext("Left over, the owners'"), money(known.owners_result)),
        ]
    return [*rows, (gettext("Income of common parts, the owners' in any case"), money(known.common_income))]


def _why(shown: ShownLine) -> str:
    """Return what was said of a difference, or that nobody has said anything of it."""
    if shown.explanation:
        return shown.explanation.text
    if not shown.is_apart:
        return ""
    if not shown.line.budget:
        return pgettext("notice", "Not planned, and not explained yet.")
    return pgettext("notice", "Not explained yet: %(expected)s was expected by now.") % {
        "expected": money(shown.line.expected)
    }


def _months_before(month: Month, number: int) -> Month:
    for _ in range(number):
        month = month.previous
    return month


def _answer(notice: Notice, name: str) -> HttpResponse:
    answer = HttpResponse(notice_pdf(notice), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
