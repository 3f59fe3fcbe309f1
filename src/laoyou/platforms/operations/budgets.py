"""Budgets of an estate: the years, one budget from draft to adoption, and what the books say beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import exports, files, scope
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access, flash
from laoyou.platforms.formats import account_name, fund_name
from laoyou.platforms.operations.forms import day_of, errors_of
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.queries import Against, BudgetView
from laoyou.system.ledger.budgets.rules.drafting import BUDGETED_FUNDS
from laoyou.system.ledger.budgets.rules.states import BASIS_NAMES, Basis, BudgetState
from laoyou.system.ledger.budgets.use_cases import LineEdit
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.rules.movements import Side
from laoyou.system.places import queries as places


class ChooseAFund(Refusal):
    code = "budgets.choose_a_fund"
    sentence = mark("Choose the fund and the year.")


@dataclass(frozen=True, slots=True)
class EditedLine:
    """A line as it stands in the form: typed or kept."""

    account: Account
    side: Side
    actual: Money
    drafted: Money
    amount: str
    note: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form of the page refused, to be shown again: which form, its fields, and why."""

    form: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class YearOfBudgets:
    year: int
    budgets: list[BudgetView]
    unexplained: int


@access.staff(Right.SEE_BOOKS)
def budgets(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's budgets by year, and the form that drafts one."""
    return _budgets_page(request, estate_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def draft_budget(request: access.Request, estate_id: int) -> HttpResponse:
    fund, year = request.POST.get("fund", ""), request.POST.get("year", "")
    try:
        if fund not in list(Fund) or not year.isdecimal() or len(year) != 4:
            raise ChooseAFund
        budget_id = use_cases.draft_budget(
            actor=request.actor, estate_id=estate_id, fund=Fund(fund), year=int(year), at=request.at
        )
    except Refusal as refusal:
        return _budgets_page(request, estate_id, Typed("draft", {"fund": fund, "year": year}, refusal))
    flash.say(request, gettext("Drafted from the books. Look at each line, then open the budget for comments."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.ADOPT_BUDGET)
@require_POST
def budget_policy(request: access.Request, estate_id: int) -> HttpResponse:
    """Set which difference asks for a word, from today on."""
    typed = {name: request.POST.get(name, "").strip() for name in ("percent", "amount", "comment_days", "source")}
    try:
        use_cases.set_budget_policy(
            actor=request.actor,
            estate_id=estate_id,
            percent=int(typed["percent"]) if typed["percent"].isdecimal() else -1,
            amount=Money.parse(typed["amount"]),
            comment_days=int(typed["comment_days"]) if typed["comment_days"].isdecimal() else 0,
            source=typed["source"],
            starts_on=_today(request),
            at=request.at,
        )
    except Refusal as refusal:
        return _budgets_page(request, estate_id, Typed("policy", typed, refusal))
    flash.say(request, gettext("Saved. It holds from today on."))
    return redirect("operations:budgets", estate_id=estate_id)


@access.staff(Right.SEE_BOOKS)
def budget(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    """Show one budget: its lines to edit or beside the books, comments, the next step, the way so far."""
    return _budget_page(request, estate_id, budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def budget_lines(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    """Save all lines of a draft at once; one that can't be read is marked, and nothing is saved."""
    view = queries.budget_for(actor=request.actor, estate_id=estate_id, budget_id=budget_id)
    edits, wrong = [], {}
    for line in view.lines:
        try:
            amount = Money.parse(request.POST.get(f"amount-{line.account}", "0") or "0")
            edits.append(LineEdit(line.account, amount, request.POST.get(f"note-{line.account}", "")))
        except Refusal as refusal:
            wrong[line.account] = refusal
    if wrong:
        return _budget_page(request, estate_id, budget_id, Typed("lines", request.POST.dict()), wrong)
    try:
        changed = use_cases.set_lines(
            actor=request.actor, estate_id=estate_id, budget_id=budget_id, lines=edits, at=request.at
        )
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed("lines", request.POST.dict(), refusal))
    flash.say(request, gettext("Saved.") if changed else gettext("Nothing was changed."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def open_budget(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    until = request.POST.get("until", "")
    try:
        use_cases.open_for_comments(
            actor=request.actor,
            estate_id=estate_id,
            budget_id=budget_id,
            until=day_of(until, field="until"),
            at=request.at,
        )
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed("open", {"until": until}, refusal))
    flash.say(request, gettext("Everybody reads the budget now, and owners may comment on it."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def take_back_budget(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        use_cases.take_back(actor=request.actor, estate_id=estate_id, budget_id=budget_id, reason=reason, at=request.at)
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed("take_back", {"reason": reason}, refusal))
    flash.say(request, gettext("The budget is a draft again. Its comments stay."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def drop_budget(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        use_cases.drop_budget(
            actor=request.actor, estate_id=estate_id, budget_id=budget_id, reason=reason, at=request.at
        )
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed("drop", {"reason": reason}, refusal))
    flash.say(request, gettext("The budget is dropped."))
    return redirect("operations:budgets", estate_id=estate_id)


@access.staff(Right.ADOPT_BUDGET)
@require_POST
def adopt_budget(request: access.Request, estate_id: int, budget_id: int) -> HttpResponse:
    """Adopt the budget with the basis as typed and the document handed in."""
    typed = {name: request.POST.get(name, "").strip() for name in ("basis", "basis_text", "adopted_on")}
    given = request.FILES.get("document")
    try:
        with scope.estate(estate_id):  # a refusal takes back the file's row, too
            file_id = (
                files.store(
                    estate_id=estate_id,
                    name=given.name or "document",
                    content=given.file,  # type: ignore[arg-type]
                    purpose="document",
                    actor=request.actor,
                    at=request.at,
                )
                if given
                else None
            )
            use_cases.adopt_budget(
                actor=request.actor,
                estate_id=estate_id,
                budget_id=budget_id,
                basis=Basis(typed["basis"]) if typed["basis"] in list(Basis) else Basis.ASSEMBLY_VOTE,
                basis_text=typed["basis_text"],
                adopted_on=day_of(typed["adopted_on"], field="adopted_on"),
                document_file_id=file_id,
                at=request.at,
            )
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed("adopt", typed, refusal))
    flash.say(request, gettext("Adopted. From now on the books stand beside it, for everybody to see."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def answer_comment(request: access.Request, estate_id: int, budget_id: int, comment_id: int) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        use_cases.answer(actor=request.actor, estate_id=estate_id, comment_id=comment_id, text=text, at=request.at)
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed(f"answer-{comment_id}", {"text": text}, refusal))
    flash.say(request, gettext("Answered. Everybody reads it."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.PREPARE_BUDGET)
@require_POST
def explain_difference(request: access.Request, estate_id: int, budget_id: int, month: Month) -> HttpResponse:
    """Keep what was said of the difference on one account."""
    text, account = request.POST.get("text", ""), request.POST.get("account", "")
    try:
        if not account.isdecimal() or len(account) > 3 or int(account) not in list(Account):
            raise NotFound
        use_cases.explain_difference(
            actor=request.actor,
            estate_id=estate_id,
            budget_id=budget_id,
            month=month,
            account=Account(int(account)),
            text=text,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _budget_page(request, estate_id, budget_id, Typed(f"explain-{account}", {"text": text}, refusal))
    flash.say(request, gettext("Saved. Everybody reads it beside the budget."))
    return redirect("operations:budget", estate_id=estate_id, budget_id=budget_id)


@access.staff(Right.SEE_BOOKS)
def budget_document(request: access.Request, estate_id: int, budget_id: int) -> HttpResponseBase:
    """Hand out the paper on which the adoption rests."""
    view = queries.budget_for(actor=request.actor, estate_id=estate_id, budget_id=budget_id)
    if view.document_id is None:
        raise NotFound
    return files.response(files.open_stored(estate_id=estate_id, file_id=view.document_id))


@access.staff(Right.SEE_BOOKS)
def budget_export(request: access.Request, estate_id: int, budget_id: int) -> HttpResponseBase:
    """Hand out the budget with the books beside it as .xlsx."""
    view = queries.budget_for(actor=request.actor, estate_id=estate_id, budget_id=budget_id)
    estate = places.estate_for(actor=request.actor, estate_id=estate_id)
    compared = _compared(request, estate_id, view)
    beside = {shown.line.account: shown for shown in compared.lines} if compared else {}
    planned = {line.account: line for line in view.shown_lines}
    title = gettext("Budget %(year)s %(fund)s") % {"year": view.year, "fund": fund_name(view.fund)}
    columns = [
        Column(gettext("Side"), width=8),
        Column(pgettext("of the books", "Account"), width=24),
        Column(gettext("Year before, actual"), Kind.MONEY),
        Column(gettext("A year at that pace"), Kind.MONEY),
        Column(gettext("Budget"), Kind.MONEY),
        Column(gettext("Actual so far"), Kind.MONEY),
        Column(gettext("Remaining"), Kind.MONEY),
        Column(gettext("Note"), width=40),
        Column(gettext("Reason of the difference"), width=40),
    ]
    rows: list[list[object]] = []
    for account in sorted({*planned, *beside}):
        line, shown = planned.get(account), beside.get(account)
        rows.append(
            [
                gettext("Income") if account < Account.WAGES else gettext("Expense"),
                account_name(account),
                line.actual if line else Money(0),
                line.drafted if line else Money(0),
                line.amount if line else Money(0),
                shown.line.actual if shown else "",
                shown.line.remaining if shown else "",
                line.note if line else "",
                shown.explanation.text if shown and shown.explanation else "",
            ]
        )
    return exports.response(file_name=f"{estate.name} {title}", title=title, columns=columns, rows=rows)


def _budgets_page(request: access.Request, estate_id: int, typed: Typed | None = None) -> HttpResponse:
    actor, today = request.actor, _today(request)
    typed = typed or Typed()
    every = queries.budgets_for(actor=actor, estate_id=estate_id)
    threshold = queries.threshold_of(estate_id, today)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "years": [
            YearOfBudgets(year, [view for view in every if view.year == year], _unexplained(estate_id, year, today))
            for year in sorted({view.year for view in every}, reverse=True)
        ],
        "threshold": threshold,
        "typed": typed,
        "errors": errors_of(typed.refusal),
        "funds": [(fund.value, fund_name(fund)) for fund in BUDGETED_FUNDS],
        "choice_of_years": [(str(year), str(year)) for year in (today.year + 1, today.year)],
        "may_prepare": actor.may(Right.PREPARE_BUDGET, estate_id),
        "may_adopt": actor.may(Right.ADOPT_BUDGET, estate_id),
    }
    return render(request, "operations/budgets.html", context, status=409 if typed.refusal else 200)


def _budget_page(
    request: access.Request,
    estate_id: int,
    budget_id: int,
    typed: Typed | None = None,
    wrong: Mapping[Account, Refusal] | None = None,
) -> HttpResponse:
    actor, today = request.actor, _today(request)
    typed = typed or Typed()
    view = queries.budget_for(actor=actor, estate_id=estate_id, budget_id=budget_id)
    threshold = queries.threshold_of(estate_id, today)
    comments = queries.comments_of(estate_id, [budget_id], reader=actor)
    is_by_reader = actor.user_id in (view.drafted_by, view.opened_by)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "budget": view,
        "edited": _edited(view, typed, wrong or {}),
        "compared": _compared(request, estate_id, view),
        "comments": comments,
        "unanswered": sum(1 for comment in comments if comment.answer is None),
        "moves": queries.moves_of_budget(actor=actor, estate_id=estate_id, budget_id=budget_id),
        "threshold": threshold,
        "earliest": max(today + timedelta(days=threshold.comment_days), today),
        "typed": typed,
        "errors": errors_of(typed.refusal),
        "is_refused": bool(typed.refusal or wrong),
        "bases": [(basis.value, gettext(name)) for basis, name in BASIS_NAMES.items()],
        "today": today,
        "comments_run": view.takes_comments_on(today),
        "is_by_reader": is_by_reader,
        "may_prepare": actor.may(Right.PREPARE_BUDGET, estate_id),
        "may_adopt": actor.may(Right.ADOPT_BUDGET, estate_id),
    }
    return render(request, "operations/budget.html", context, status=409 if typed.refusal or wrong else 200)


def _edited(view: BudgetView, typed: Typed, wrong: Mapping[Account, Refusal]) -> list[EditedLine]:
    """Return the lines of a draft for the form, with what was typed where it was refused."""
    if view.state is not BudgetState.DRAFTED:
        return []
    kept = typed.fields if typed.form == "lines" else {}
    return [
        EditedLine(
            account=line.account,
            side=line.side,
            actual=line.actual,
            drafted=line.drafted,
            amount=kept.get(f"amount-{line.account}", str(line.amount)),
            note=kept.get(f"note-{line.account}", line.note),
            refusal=wrong.get(line.account),
        )
        for line in view.lines
    ]


def _compared(request: access.Request, estate_id: int, view: BudgetView) -> Against | None:
    """Return the books beside an adopted budget after the last month that is over; None before there is one."""
    if view.state is not BudgetState.ADOPTED:
        return None
    through = queries.last_month_over(estate_id, view.year, _today(request))
    return queries.against(estate_id, [view], through)[0] if through else None


def _unexplained(estate_id: int, year: int, today: date) -> int:
    through = queries.last_month_over(estate_id, year, today)
    return sum(len(shown.unexplained) for shown in queries.spent_against(estate_id, through)) if through else 0


def _today(request: access.Request) -> date:
    return city_day(request.at)
