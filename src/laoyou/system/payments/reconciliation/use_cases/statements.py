"""A bank's statement: handed in, looked at, its columns put right by hand, then entered or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.infra.jobs import app
from laoyou.infra.states import move
from laoyou.system.payments.models import BankLine, ChannelDay, Statement
from laoyou.system.payments.reconciliation.days import CENTRE
from laoyou.system.payments.reconciliation.errors import (
    AccountMissing,
    ColumnsUnclear,
    NotAStatement,
    RowsRefused,
    StatementEmpty,
    StatementEntered,
)
from laoyou.system.payments.reconciliation.reading import layout_of, rows_of
from laoyou.system.payments.reconciliation.rules.payouts import channel_of_text
from laoyou.system.payments.reconciliation.rules.statements import (
    Column,
    Layout,
    Movement,
    fingerprints,
    guess_layout,
    is_a_table,
    read_rows,
)
from laoyou.system.payments.reconciliation.rules.states import STATEMENT_MOVES, LineState, StatementState
from laoyou.system.payments.reconciliation.use_cases.comparing import match_bank_lines
from laoyou.system.payments.rules.notes import code_in

ROWS_AT_ONCE = 1000
SETTLE_LINES_TASK = "payments.settle_lines"


def read_statement(*, actor: Actor, name: str, content: BinaryIO, account: str, at: datetime) -> int:
    """Keep a statement's file and say how its columns are understood; return its id. Nothing is entered yet.

    Raises: NotAStatement; what `infra.sheets` and `infra.files` refuse.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        content.seek(0)
        found = sheets.read(content)
        if not any(is_a_table(sheet.rows) for sheet in found):
            raise NotAStatement
        layouts = [layout for sheet in found if (layout := guess_layout(sheet.name, sheet.rows))]
        content.seek(0)
        file_id = files.store(estate_id=CENTRE, name=name, content=content, purpose="sheet", actor=actor, at=at)
        best = max(layouts, key=lambda layout: len(layout.columns), default=None)
        statement = Statement.objects.create(
            estate_id=CENTRE,
            account=account.strip()[:60],
            file_name=files.safe_name(name),
            file_id=file_id,
            layout=_kept(best) if best else {},
            handed_in_at=at,
            handed_in_by=actor.user_id,
            handed_in_by_name=actor.name[:80],
        )
        return int(statement.id)


def set_layout(
    *,
    actor: Actor,
    statement_id: int,
    account: str,
    sheet: str,
    header_row: int,
    columns: Mapping[str, int],
    at: datetime,
) -> None:
    """Say by hand which account it is, in which row the titles stand and what each column is.

    Raises: NotFound; StatementEntered; ColumnsUnclear.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        statement = _open(statement_id)
        layout = Layout(sheet, header_row, {Column(name): place for name, place in columns.items()})
        if not layout.is_enough or not 0 <= header_row <= 10_000:
            raise ColumnsUnclear
        statement.account = account.strip()[:60]
        statement.layout = _kept(layout)
        statement.save(update_fields=["account", "layout"])


def enter_statement(*, actor: Actor, statement_id: int, account: str, at: datetime) -> int:
    """Enter the statement's movements, each once however often it is handed in; return how many were new.

    Then the channels' pay-outs among them find the days that they pay. Transfers that carry an order's code are entered
    there by a job, estate by estate.
    Raises: NotFound; StatementEntered; AccountMissing; ColumnsUnclear; RowsRefused; StatementEmpty.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        statement = _open(statement_id)
        account = (account.strip() or statement.account)[:60]
        if not account:
            raise AccountMissing
        layout = layout_of(statement)
        if layout is None:
            raise ColumnsUnclear
        read = read_rows(rows_of(statement, layout), layout)
        if read.problems:
            raise RowsRefused(count=len(read.problems), row=read.problems[0][0])
        if not read.movements:
            raise StatementEmpty
        before = BankLine.objects.filter(estate_id=CENTRE, account=account).count()
        BankLine.objects.bulk_create(
            (
                _line(statement, account, each, fingerprint)
                for each, fingerprint in zip(read.movements, fingerprints(read.movements), strict=True)
            ),
            batch_size=ROWS_AT_ONCE,
            ignore_conflicts=True,
        )
        new = BankLine.objects.filter(estate_id=CENTRE, account=account).count() - before
        statement.account, statement.entered_at = account, at
        statement.new_lines, statement.known_lines = new, len(read.movements) - new
        entered = ["account", "entered_at", "new_lines", "known_lines"]
        move(statement, StatementState.ENTERED, STATEMENT_MOVES, actor=actor, at=at, also=entered)
        audit.record(
            "payments.statement_entered",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.statement",
            subject_id=statement.id,
            account=account,
            count=new,
        )
        if BankLine.objects.filter(estate_id=CENTRE, statement=statement, state=LineState.NAMED.value).exists():
            app.configure_task(SETTLE_LINES_TASK).defer()
        channels = sorted(set(ChannelDay.objects.filter(estate_id=CENTRE).values_list("channel", flat=True)))
    for channel in channels:
        match_bank_lines(channel=channel, at=at)
    return new


def drop_statement(*, actor: Actor, statement_id: int, at: datetime) -> None:
    """Give the statement up; nothing was entered. Raises: NotFound; StatementEntered."""
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        statement = _open(statement_id)
        move(statement, StatementState.DROPPED, STATEMENT_MOVES, actor=actor, at=at)


def _line(statement: Statement, account: str, each: Movement, fingerprint: str) -> BankLine:
    """Return the movement as a line; money in whose note carries an order's code is named by it."""
    channel = channel_of_text(each.counterpart, each.text) if each.amount_fen > 0 else ""
    code = code_in(each.text, each.reference, each.counterpart) if each.amount_fen > 0 and not channel else ""
    return BankLine(
        estate_id=CENTRE,
        statement=statement,
        line_number=each.row,
        account=account,
        booked_on=each.booked_on,
        amount_fen=each.amount_fen,
        counterpart=each.counterpart,
        text=each.text,
        reference=each.reference,
        balance_fen=each.balance_fen,
        fingerprint=fingerprint,
        channel=channel,
        note_code=code,
        state=(LineState.NAMED if code else LineState.OPEN).value,
    )


def _open(statement_id: int) -> Statement:
    statement = Statement.objects.select_for_update().filter(estate_id=CENTRE, id=statement_id).first()
    if statement is None:
        raise NotFound
    if statement.state != StatementState.READ:
        raise StatementEntered
    return statement


def _kept(layout: Layout) -> dict[str, object]:
    return {
        "sheet": layout.sheet,
        "header_row": layout.header_row,
        "columns": {column.value: place for column, place in layout.columns.items()},
    }
