"""The bank's lines and statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.payments.models import BankLine, Statement
from laoyou.system.payments.reconciliation.days import CENTRE
from laoyou.system.payments.reconciliation.reading import layout_of, sheets_of
from laoyou.system.payments.reconciliation.rules.statements import Layout, Read, fingerprints, read_rows


@dataclass(frozen=True, slots=True)
class BankLineView:
    id: int
    account: str
    booked_on: date
    amount: Money
    paid_out: Money
    counterpart: str
    text: str
    reference: str
    channel: str
    state: str
    meaning: str
    reason: str
    worked_off_by_name: str
    worked_off_at: datetime | None

    @property
    def rest(self) -> Money:
        return self.amount - self.paid_out


@dataclass(frozen=True, slots=True)
class StatementView:
    id: int
    account: str
    file_name: str
    state: str
    new_lines: int
    known_lines: int
    handed_in_at: datetime
    handed_in_by_name: str
    layout: Layout | None


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """What entering a statement would do; `read` is None while the columns are not understood."""

    view: StatementView
    names: list[str]
    rows: list[list[sheets.Cell]]
    read: Read | None
    known: int


def bank_lines_for(
    *, actor: Actor, state: str = "", search: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[BankLineView]:
    """Return the bank's lines, the newest first."""
    actor.require(Right.RECONCILE, CENTRE)
    found = BankLine.objects.filter(estate_id=CENTRE)
    if state:
        found = found.filter(state=state)
    if text := search.strip():
        found = found.filter(
            Q(counterpart__icontains=text) | Q(text__icontains=text) | Q(reference=text) | Q(account=text)
        )
    start = offset_of(page, size)
    rows = [line_view(row) for row in found.order_by("-booked_on", "-id")[start : start + size]]
    return Page(rows=rows, number=page, size=size, total=found.count())


def open_bank_lines(*, actor: Actor) -> int:
    """Return how many lines of the bank explain nothing yet."""
    actor.require(Right.RECONCILE, CENTRE)
    return BankLine.objects.filter(estate_id=CENTRE, state="open").count()


def bank_line_for(*, actor: Actor, line_id: int) -> BankLineView:
    """Return one line. Raises: NotFound."""
    actor.require(Right.RECONCILE, CENTRE)
    row = BankLine.objects.filter(estate_id=CENTRE, id=line_id).first()
    if row is None:
        raise NotFound
    return line_view(row)


def statements_for(*, actor: Actor, page: int = 1, size: int = ROWS_PER_PAGE) -> Page[StatementView]:
    """Return one page of the statements that were handed in, the newest first."""
    actor.require(Right.RECONCILE, CENTRE)
    found = Statement.objects.filter(estate_id=CENTRE)
    start = offset_of(page, size)
    rows = [_statement(row) for row in found.order_by("-handed_in_at", "-id")[start : start + size]]
    return Page(rows=rows, number=page, size=size, total=found.count())


def statement_for(*, actor: Actor, statement_id: int) -> StatementPreview:
    """Return a statement as its columns are understood, and which of its lines are known. Raises: NotFound."""
    actor.require(Right.RECONCILE, CENTRE)
    row = Statement.objects.filter(estate_id=CENTRE, id=statement_id).first()
    if row is None:
        raise NotFound
    found = sheets_of(row)
    layout = layout_of(row)
    wanted = layout.sheet if layout else found[0].name
    rows = next((sheet.rows for sheet in found if sheet.name == wanted), found[0].rows)
    read = read_rows(rows, layout) if layout else None
    return StatementPreview(
        view=_statement(row),
        names=[sheet.name for sheet in found],
        rows=rows,
        read=read,
        known=_known(row.account, fingerprints(read.movements)) if read and row.account else 0,
    )


def _known(account: str, prints: Collection[str]) -> int:
    return BankLine.objects.filter(estate_id=CENTRE, account=account, fingerprint__in=prints).count()


def line_view(row: BankLine) -> BankLineView:
    """Return a row as it is shown."""
    return BankLineView(
        id=row.id,
        account=row.account,
        booked_on=row.booked_on,
        amount=Money(row.amount_fen),
        paid_out=Money(row.paid_out_fen),
        counterpart=row.counterpart,
        text=row.text,
        reference=row.reference,
        channel=row.channel,
        state=row.state,
        meaning=row.meaning,
        reason=row.reason,
        worked_off_by_name=row.worked_off_by_name,
        worked_off_at=row.worked_off_at,
    )


def _statement(row: Statement) -> StatementView:
    return StatementView(
        id=row.id,
        account=row.account,
        file_name=row.file_name,
        state=row.state,
        new_lines=row.new_lines,
        known_lines=row.known_lines,
        handed_in_at=row.handed_in_at,
        handed_in_by_name=row.handed_in_by_name,
        layout=layout_of(row),
    )
