"""Money recorded by hand: the list, the form with photos of the vouchers, and the second person's decision."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import exports, files, pictures, scope
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import account_name, fund_name, month_name
from laoyou.platforms.operations.books import page_number
from laoyou.platforms.operations.words import Words
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.errors import HoldsAPersonsNumber
from laoyou.system.ledger.rules.accounts import EXPENSE, Account, Fund
from laoyou.system.ledger.rules.expenses import PASSED_ON_FROM, RECEIVED_INTO, SPENT_FROM, Direction, ExpenseState
from laoyou.system.ledger.rules.published_text import holds_a_persons_number, looks_like_a_name
from laoyou.system.places import queries as places

MOST_VOUCHERS = 12
STATES: Words = {
    ExpenseState.RECORDED: pgettext_lazy("record of money", "Waiting"),
    ExpenseState.APPROVED: pgettext_lazy("record of money", "Approved"),
    ExpenseState.REFUSED: pgettext_lazy("record of money", "Refused"),
    ExpenseState.WITHDRAWN: gettext_lazy("Taken back"),
}


class ChooseWhatFor(Refusal):
    code = "books.choose_what_for"
    sentence = mark("Choose the fund and what the money was for.")


class NotADay(Refusal):
    code = "books.not_a_day"
    sentence = mark("Choose the day on which the money was paid or received.")


class TellWhatItWas(Refusal):
    code = "books.tell_what_it_was"
    sentence = mark("Write in a few words what it was: everybody reads it later.")


class TooManyVouchers(Refusal):
    code = "books.too_many_vouchers"
    sentence = mark("At most %(most)s vouchers with one record. Record the rest apart.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed, for showing it again."""

    direction: str = Direction.OUT.value
    fund: str = Fund.SERVICE.value
    account: str = ""
    amount: str = ""
    moved_on: str = ""
    other: str = ""
    text: str = ""
    once: str = ""


@access.staff(Right.SEE_BOOKS)
def expenses(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show what was recorded by hand; first what waits for a second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, month = _wanted(request)
    page = queries.expenses_for(
        actor=actor, estate_id=estate_id, state=state or None, month=month, page=page_number(request)
    )
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": page,
        "state": state,
        "month": str(month or ""),
        "months": [("", gettext("All months"))]
        + [(str(books.month), month_name(books.month)) for books in reversed(queries.months_with_books(estate_id))],
        "waiting": queries.undecided_count(actor=actor, estate_id=estate_id),
        "may_record": actor.may(Right.RECORD_EXPENSE, estate_id),
    }
    return render(request, "operations/books_expenses.html", context)


@access.staff(Right.SEE_BOOKS)
def expenses_export(request: HttpRequest, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered: who recorded, who decided, and into which entry it went."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, month = _wanted(request)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.expenses_for(
        actor=actor, estate_id=estate_id, state=state or None, month=month, size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Records')} {month or city_day(request.at).isoformat()}",  # type: ignore[attr-defined]
        title=gettext("Records"),
        columns=[
            exports.Column(gettext("Day"), kind.DAY),
            exports.Column(gettext("Fund"), width=16),
            exports.Column(gettext("What for"), width=18),
            exports.Column(gettext("What it was"), width=36),
            exports.Column(gettext("Paid to or received from"), width=20),
            exports.Column(pgettext("record of money", "Received"), kind.MONEY),
            exports.Column(pgettext("record of money", "Spent"), kind.MONEY),
            exports.Column(gettext("Vouchers"), kind.NUMBER),
            exports.Column(gettext("State"), width=16),
            exports.Column(gettext("Recorded by"), width=12),
            exports.Column(gettext("Recorded at"), kind.MOMENT),
            exports.Column(gettext("Decided by"), width=12),
            exports.Column(gettext("Decided at"), kind.MOMENT),
            exports.Column(gettext("Reason of the decision"), width=30),
        ],
        rows=(
            (
                *(row.moved_on, fund_name(row.fund), account_name(row.account), row.text, row.other),
                *((None, row.amount) if row.is_out else (row.amount, None)),
                *(len(row.vouchers), STATES[row.state], row.recorded_by, row.recorded_at),
                *(row.decided_by, row.decided_at, row.decision_reason),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.RECORD_EXPENSE)
def record(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show the form, and record what was typed with its vouchers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at: datetime = request.at  # type: ignore[attr-defined]
    if request.method != "POST":
        direction = Direction.IN if request.GET.get("direction") == "in" else Direction.OUT
        return _form(
            request,
            estate_id,
            Typed(direction.value, moved_on=city_day(at).isoformat(), once=secrets.token_urlsafe(18)),
        )
    typed = Typed(**{name: request.POST.get(name, "").strip() for name in Typed.__slots__})
    try:
        with scope.estate(estate_id):  # a refusal takes back the files' rows, too
            expense_id = _record(request, actor, estate_id, typed, at)
    except Refusal as refusal:
        if request.headers.get("HX-Request"):  # the form stands as it is, with its pictures; only the sentence comes
            return render(request, "operations/books_problem.html", {"refusal": refusal})
        return _form(request, estate_id, typed, refusal)
    flash.say(request, gettext("Recorded. A second person has to approve it before it is in the books."))
    address = reverse("operations:books_expense", kwargs={"estate_id": estate_id, "expense_id": expense_id})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@access.staff(Right.RECORD_EXPENSE)
def text_hint(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Say, while it is being typed, what in the words should not be published."""
    text = request.GET.get("text", "")[:200]
    context = {
        "refusal": HoldsAPersonsNumber() if holds_a_persons_number(text) else None,
        "name": looks_like_a_name(text),
    }
    return render(request, "operations/books_text_hint.html", context)


@access.staff(Right.SEE_BOOKS)
def expense(request: HttpRequest, estate_id: int, expense_id: int) -> HttpResponse:
    """Show one record with its vouchers large beside it, and the decision to those who may take it."""
    return _expense_page(request, estate_id, expense_id)


@access.staff(Right.APPROVE_EXPENSE)
@require_POST
def decide(request: HttpRequest, estate_id: int, expense_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = request.at  # type: ignore[attr-defined]
    approve = request.POST.get("decision") == "approve"
    reason = request.POST.get("reason", "")
    try:
        use_cases.decide_expense(
            actor=actor, estate_id=estate_id, expense_id=expense_id, approve=approve, reason=reason, at=at
        )
    except Refusal as refusal:
        return _expense_page(request, estate_id, expense_id, refusal, reason)
    flash.say(request, gettext("Approved, and in the books.") if approve else gettext("Refused. Nothing was posted."))
    return redirect("operations:books_expense", estate_id=estate_id, expense_id=expense_id)


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def withdraw(request: HttpRequest, estate_id: int, expense_id: int) -> HttpResponse:
    """Take back what one recorded oneself, before anybody decides."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = request.at  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")
    try:
        use_cases.withdraw_expense(actor=actor, estate_id=estate_id, expense_id=expense_id, reason=reason, at=at)
    except NotFound:
        raise
    except Refusal as refusal:
        return _expense_page(request, estate_id, expense_id, refusal, reason)
    flash.say(request, gettext("Taken back. Nothing was posted."))
    return redirect("operations:books_expense", estate_id=estate_id, expense_id=expense_id)


@access.staff(Right.SEE_BOOKS)
def voucher(request: HttpRequest, estate_id: int, voucher_id: int) -> HttpResponseBase:
    """Hand out a voucher as this person may see it; `?size=small` a small copy of the picture."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    file_id = queries.voucher_file(actor=actor, estate_id=estate_id, voucher_id=voucher_id)
    size = {"small": pictures.THUMBNAIL, "page": pictures.PAGE_WIDTH}.get(request.GET.get("size", ""))
    if size:
        return files.response(pictures.small_copy(estate_id=estate_id, file_id=file_id, side=size))
    return files.response(files.open_stored(estate_id=estate_id, file_id=file_id))


def _wanted(request: HttpRequest) -> tuple[str, Month | None]:
    """Return the state and the month that the address asks for; without a word about it, what waits."""
    state = request.GET.get("state", ExpenseState.RECORDED.value)
    try:
        month = Month.parse(request.GET.get("month", ""))
    except ValueError:
        month = None
    return state if state in list(ExpenseState) else "", month


def _record(request: HttpRequest, actor: Actor, estate_id: int, typed: Typed, at: datetime) -> int:
    direction = Direction.IN if typed.direction == Direction.IN else Direction.OUT
    if typed.fund not in list(Fund) or not typed.account.isascii() or not typed.account.isdigit():
        raise ChooseWhatFor
    if int(typed.account) not in list(Account):
        raise ChooseWhatFor
    amount = Money.parse(typed.amount)
    try:
        moved_on = date.fromisoformat(typed.moved_on)
    except ValueError as error:
        raise NotADay from error
    if not typed.text:
        raise TellWhatItWas
    file_ids, public_copies = _kept_files(request, actor, estate_id, at)
    if direction is Direction.IN:
        return use_cases.record_income(
            actor=actor,
            estate_id=estate_id,
            fund=Fund(typed.fund),
            account=Account(int(typed.account)),
            amount=amount,
            received_on=moved_on,
            payer=typed.other,
            text=typed.text,
            file_ids=file_ids,
            public_copies=public_copies,
            once=typed.once,
            at=at,
        )
    return use_cases.record_expense(
        actor=actor,
        estate_id=estate_id,
        fund=Fund(typed.fund),
        account=Account(int(typed.account)),
        amount=amount,
        spent_on=moved_on,
        payee=typed.other,
        text=typed.text,
        file_ids=file_ids,
        public_copies=public_copies,
        once=typed.once,
        at=at,
    )


def _kept_files(
    request: HttpRequest, actor: Actor, estate_id: int, at: datetime
) -> tuple[list[int], Mapping[int, int | None]]:
    """Keep the handed-in pictures and return their ids, and for each what everybody may see instead.

    The form names, in the order of the pictures, `all` (as it is), `covered` (the next of the covered copies) or
    `staff` (kept back); without these words every picture is for all.
    """
    handed_in = request.FILES.getlist("vouchers")
    if len(handed_in) > MOST_VOUCHERS:
        raise TooManyVouchers(most=MOST_VOUCHERS)
    copies = iter(request.FILES.getlist("covered"))
    shown = request.POST.getlist("shown")
    file_ids: list[int] = []
    public_copies: dict[int, int | None] = {}
    for place, handed in enumerate(handed_in):
        file_id = _store(handed, actor, estate_id, at)
        file_ids.append(file_id)
        word = shown[place] if place < len(shown) else "all"
        if word == "covered":
            copy = next(copies, None)
            public_copies[file_id] = _store(copy, actor, estate_id, at) if copy else None
        elif word == "staff":
            public_copies[file_id] = None
    return file_ids, public_copies


def _store(handed: object, actor: Actor, estate_id: int, at: datetime) -> int:
    return files.store(
        estate_id=estate_id,
        name=getattr(handed, "name", "") or "voucher",
        content=handed,  # type: ignore[arg-type]
        purpose="voucher",
        actor=actor,
        at=at,
    )


def _form(request: HttpRequest, estate_id: int, typed: Typed, refusal: Refusal | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_in = typed.direction == Direction.IN
    accounts = list(RECEIVED_INTO) if is_in else [*sorted(EXPENSE), *PASSED_ON_FROM]
    spent_from = (*SPENT_FROM, *PASSED_ON_FROM.values())
    funds = [fund for fund in spent_from if not is_in or any(fund in into for into in RECEIVED_INTO.values())]
    fund = typed.fund if typed.fund in funds else (Fund.COMMON_INCOME if is_in else Fund.SERVICE)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "typed": typed,
        "is_in": is_in,
        "fund": fund,
        "accounts": [("", gettext("Choose")), *((int(account), account_name(account)) for account in accounts)],
        "funds": [(known.value, fund_name(known)) for known in funds],
        "today": city_day(request.at),  # type: ignore[attr-defined]
        "month": Month.of(city_day(request.at)),  # type: ignore[attr-defined]
        "hint_page": reverse("operations:books_text_hint", kwargs={"estate_id": estate_id}),
        "most": MOST_VOUCHERS,
        "refusal": refusal,
    }
    return render(request, "operations/books_record.html", context, status=409 if refusal else 200)


def _expense_page(
    request: HttpRequest, estate_id: int, expense_id: int, refusal: Refusal | None = None, reason: str = ""
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = queries.expense_for(actor=actor, estate_id=estate_id, expense_id=expense_id)
    waiting = queries.expenses_for(actor=actor, estate_id=estate_id, state="recorded", size=50)
    others = [other.id for other in waiting.rows if other.id != expense_id and other.can_decide]
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "expense": view,
        "month": Month.of(view.moved_on),
        "next_id": others[0] if others else None,
        "left": len(others),
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "operations/books_expense.html", context, status=409 if refusal else 200)
