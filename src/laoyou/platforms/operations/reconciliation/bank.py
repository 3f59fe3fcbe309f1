"""The bank: its lines and what they are, and the statements that bring them."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.platforms.operations.reconciliation import words
from laoyou.system.payments.reconciliation import queries, use_cases
from laoyou.system.payments.reconciliation.errors import ColumnsUnclear
from laoyou.system.payments.reconciliation.rules.statements import COLUMN_NAMES, PROBLEM_NAMES, Column
from laoyou.system.people.house_ledger.rules.cells import text_of

ROWS_SHOWN = 12
PROBLEMS_SHOWN = 12
COLUMN_PREFIX = "column-"


class ChooseAStatement(Refusal):
    code = "statement.choose_a_file"
    sentence = mark("Choose the file first.")


@access.staff(Right.RECONCILE)
def bank_lines(request: access.Request) -> HttpResponse:
    """List the bank's lines; several of one sort are explained together."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            count = use_cases.explain_bank_lines(
                actor=request.actor,
                line_ids=[int(text) for text in request.POST.getlist("line") if number_or_none(text) is not None],
                meaning=request.POST.get("meaning", ""),
                reason=request.POST.get("reason", ""),
                at=request.at,
            )
        except Refusal as error:
            refusal = error
        else:
            text = ngettext("%(number)s line is explained.", "%(number)s lines are explained.", count)
            flash.say(request, text % {"number": count})
            return redirect("operations:bank_lines")
    chosen = words.bank_lines_wanted(request.GET)
    context = {
        "page": queries.bank_lines_for(actor=request.actor, **chosen, page=page_of(request)),
        "chosen": chosen,
        "states": [("all", gettext("all")), *words.LINE_STATES.items()],
        "names": {"states": words.LINE_STATES, "channels": words.CHANNELS},
        "meanings": words.meanings_of_lines(),
        "errors": errors_of(refusal),
        "typed": {"meaning": request.POST.get("meaning", ""), "reason": request.POST.get("reason", "")},
        "marked": request.POST.getlist("line"),
    }
    return render(request, "operations/bank_lines.html", context, status=409 if refusal else 200)


@access.staff(Right.RECONCILE)
def bank_line(request: access.Request, line_id: int) -> HttpResponse:
    """Show a line of the bank and what can be done with it."""
    return _line_page(request, line_id)


def _line_page(request: access.Request, line_id: int, refusal: Refusal | None = None, form: str = "") -> HttpResponse:
    actor = request.actor
    line = queries.bank_line_for(actor=actor, line_id=line_id)
    unpaid = queries.unpaid_days(actor=actor)
    context = {
        "line": line,
        "paid": queries.paid_days_of(actor=actor, line_id=line_id),
        "days": [(day.id, f"{words.CHANNELS[day.channel]} {day.day.isoformat()} · ¥{day.bank_gap}") for day in unpaid],
        "names": {"states": words.LINE_STATES, "channels": words.CHANNELS},
        "meaning": words.meaning(line.meaning),
        "meanings": words.meanings_of_lines(),
        "errors": errors_of(refusal),
        "form": form,
        "typed": request.POST,
    }
    return render(request, "operations/bank_line.html", context, status=409 if refusal else 200)


@access.staff(Right.RECONCILE)
@require_POST
def take_line(request: access.Request, line_id: int) -> HttpResponse:
    """Take a resident's transfer into the books, to be assigned by two people."""
    try:
        use_cases.take_transfer(
            actor=request.actor, line_id=line_id, reason=request.POST.get("reason", ""), at=request.at
        )
    except Refusal as refusal:
        return _line_page(request, line_id, refusal, "take")
    flash.say(request, gettext("The money is in the books. Now find out whose it is."))
    return redirect("operations:suspense")


@access.staff(Right.RECONCILE)
@require_POST
def explain_line(request: access.Request, line_id: int) -> HttpResponse:
    """Say what a line is that is neither a resident's transfer nor a pay-out."""
    try:
        use_cases.explain_bank_lines(
            actor=request.actor,
            line_ids=[line_id],
            meaning=request.POST.get("meaning", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _line_page(request, line_id, refusal, "explain")
    flash.say(request, gettext("Written down."))
    return redirect("operations:bank_line", line_id=line_id)


@access.staff(Right.RECONCILE)
@require_POST
def match_line(request: access.Request, line_id: int) -> HttpResponse:
    """Say which day a line pays out."""
    try:
        use_cases.pay_out_by_hand(
            actor=request.actor,
            line_id=line_id,
            day_id=number_or_none(request.POST.get("day", "")) or 0,
            amount=Money.parse(request.POST.get("amount", "")),
            at=request.at,
        )
    except Refusal as refusal:
        return _line_page(request, line_id, refusal, "match")
    flash.say(request, gettext("Written down."))
    return redirect("operations:bank_line", line_id=line_id)


@access.staff(Right.RECONCILE)
@require_POST
def unmatch_line(request: access.Request, line_id: int) -> HttpResponse:
    """Undo which days a line pays out."""
    try:
        use_cases.take_back_payouts(
            actor=request.actor, line_id=line_id, reason=request.POST.get("reason", ""), at=request.at
        )
    except Refusal as refusal:
        return _line_page(request, line_id, refusal, "unmatch")
    flash.say(request, gettext("Taken back."))
    return redirect("operations:bank_line", line_id=line_id)


@access.staff(Right.RECONCILE)
def statements(request: access.Request) -> HttpResponse:
    """Take a bank's statement in, and show those of before."""
    refusal: Refusal | None = None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            with scope.estate(0):  # a file that can't be read leaves no trace
                if not isinstance(given, UploadedFile):
                    raise ChooseAStatement
                statement_id = use_cases.read_statement(
                    actor=request.actor,
                    name=given.name or "",
                    content=cast(BinaryIO, given.file),
                    account=request.POST.get("account", ""),
                    at=request.at,
                )
        except Refusal as error:
            refusal = error
        else:
            return redirect("operations:statement_of_bank", statement_id=statement_id)
    context = {
        "page": queries.statements_for(actor=request.actor, page=page_of(request)),
        "names": {"states": words.STATEMENT_STATES},
        "errors": errors_of(refusal),
        "account": request.POST.get("account", ""),
    }
    return render(request, "operations/bank_statements.html", context, status=409 if refusal else 200)


@access.staff(Right.RECONCILE)
def statement(request: access.Request, statement_id: int) -> HttpResponse:
    """Show how a statement is understood, and what entering it would do."""
    return _statement_page(request, statement_id)


def _statement_page(request: access.Request, statement_id: int, refusal: Refusal | None = None) -> HttpResponse:
    shown = queries.statement_for(actor=request.actor, statement_id=statement_id)
    layout = shown.view.layout
    width = max((len(row) for row in shown.rows[:ROWS_SHOWN]), default=0)
    known = {place: column.value for column, place in layout.columns.items()} if layout else {}
    context = {
        "statement": shown.view,
        "read": shown.read,
        "known": shown.known,
        "new": len(shown.read.movements) - shown.known if shown.read else 0,
        "in": Money(shown.read.in_fen) if shown.read else None,
        "out": Money(shown.read.out_fen) if shown.read else None,
        "first": [(each, Money(each.amount_fen)) for each in shown.read.movements[:ROWS_SHOWN]] if shown.read else [],
        "problems": [
            (row, gettext(PROBLEM_NAMES[problem]))
            for row, problem in (shown.read.problems[:PROBLEMS_SHOWN] if shown.read else ())
        ],
        "sheet": layout.sheet if layout else shown.names[0],
        "sheets": [(name, name) for name in shown.names],
        "raw": [
            (number, [text_of(cell)[:40] for cell in row] + [""] * (width - len(row)))
            for number, row in enumerate(shown.rows[:ROWS_SHOWN], start=1)
        ],
        "header_row": layout.header_row if layout else 1,
        "selects": [(place, known.get(place, "")) for place in range(width)],
        "choices": [("", gettext("not used")), *((key.value, gettext(name)) for key, name in COLUMN_NAMES.items())],
        "names": {"states": words.STATEMENT_STATES},
        "errors": errors_of(refusal),
        "account": request.POST.get("account", shown.view.account),
    }
    return render(request, "operations/bank_statement.html", context, status=409 if refusal else 200)


@access.staff(Right.RECONCILE)
@require_POST
def statement_columns(request: access.Request, statement_id: int) -> HttpResponse:
    """Set the columns of a statement by hand."""
    chosen: dict[str, int] = {}
    for key, value in request.POST.items():
        place = number_or_none(key.removeprefix(COLUMN_PREFIX))
        if key.startswith(COLUMN_PREFIX) and place is not None and value in set(Column):
            chosen.setdefault(str(value), place)
    try:
        header_row = number_or_none(request.POST.get("header_row", ""))
        if header_row is None:
            raise ColumnsUnclear
        use_cases.set_layout(
            actor=request.actor,
            statement_id=statement_id,
            account=request.POST.get("account", ""),
            sheet=request.POST.get("sheet", ""),
            header_row=header_row,
            columns=cast(Any, chosen),
            at=request.at,
        )
    except Refusal as refusal:
        return _statement_page(request, statement_id, refusal)
    return redirect("operations:statement_of_bank", statement_id=statement_id)


@access.staff(Right.RECONCILE)
@require_POST
def enter_statement(request: access.Request, statement_id: int) -> HttpResponse:
    """Enter a statement's lines, or drop it."""
    try:
        if request.POST.get("decision") == "drop":
            use_cases.drop_statement(actor=request.actor, statement_id=statement_id, at=request.at)
            flash.say(request, gettext("The statement was dropped. Nothing was entered."))
            return redirect("operations:statements_of_bank")
        new = use_cases.enter_statement(
            actor=request.actor, statement_id=statement_id, account=request.POST.get("account", ""), at=request.at
        )
    except Refusal as refusal:
        return _statement_page(request, statement_id, refusal)
    text = ngettext("%(number)s new line was entered.", "%(number)s new lines were entered.", new)
    flash.say(request, text % {"number": new})
    is_all_known = not queries.open_bank_lines(actor=request.actor)
    return redirect("operations:reconciliation" if is_all_known else "operations:bank_lines")
