"""Entering a checked ledger: homes, areas, owners in one transaction, all or nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.errors import Refusal, mark
from laoyou.infra import events, scope, work
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.jobs import app
from laoyou.system.people.events import HouseRatesGiven, LedgerWorkBegun
from laoyou.system.people.house_ledger.comparing import Compared, Tell, collecting_paused
from laoyou.system.people.house_ledger.errors import (
    ImportRunning,
    NoRowsLeft,
    NothingToEnter,
    RefusedRowsLeft,
    SheetMovedOn,
)
from laoyou.system.people.house_ledger.known import known_organisations
from laoyou.system.people.house_ledger.rules.persons import planned
from laoyou.system.people.house_ledger.rules.states import SheetState
from laoyou.system.people.house_ledger.use_cases.checking import compare_kept
from laoyou.system.people.house_ledger.use_cases.handing_in import locked_sheet, move_sheet, write_down
from laoyou.system.people.house_ledger.writing import write_owners
from laoyou.system.people.models import ImportedSheet, User
from laoyou.system.places.use_cases.homes_from_ledger import LedgerChange, LedgerHome, enter_homes_from_ledger

ENTER_TASK = "people.enter_house_ledger"
ENTER_TITLE = mark("Enter %(file)s")


def commit_sheet(*, actor: Actor, estate_id: int, sheet_id: int, leave_out_refused: bool, at: datetime) -> int:
    """Queue the entering of a checked ledger and return the work's id, under which its progress is told.

    Raises: SheetMovedOn, NoRowsLeft, RefusedRowsLeft unless the refused rows are left out by choice, NothingToEnter,
    ImportRunning.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state != SheetState.CHECKED:
            raise SheetMovedOn
        if ImportedSheet.objects.filter(estate_id=estate_id, state="committing").exists():
            raise ImportRunning
        _refuse_unready(
            homes=sheet.summary["homes"], refused=sheet.summary["refused"], leave_out_refused=leave_out_refused
        )
        if not (sheet.summary["new"] or sheet.summary["changed"] or has_new_rates(sheet)):
            raise NothingToEnter
        begun = work.begin(
            kind=ENTER_TASK,
            title=gettext(ENTER_TITLE) % {"file": sheet.file.name},
            estate_id=estate_id,
            actor=actor,
            total=sheet.summary["new"] + sheet.summary["changed"],
            at=at,
        )
        sheet.leave_out_refused, sheet.work_id = leave_out_refused, begun.pk
        move_sheet(sheet, SheetState.COMMITTING, actor=actor, at=at, also=["leave_out_refused", "work_id"])
        app.configure_task(ENTER_TASK, lock=f"{ENTER_TASK}:{estate_id}").defer(
            estate_id=estate_id, sheet_id=sheet_id, work_id=begun.pk, user_id=actor.user_id
        )
        return int(begun.pk)


def enter_for_work(
    *, estate_id: int, sheet_id: int, work_id: int, user_id: int | None, at: datetime, tell: Tell
) -> None:
    """Do a queued entering, once, in the name of who asked for it, and write down how it went.

    Their rights are looked at anew: without them nothing is entered.
    """
    with scope.estate(estate_id):
        begun = work.find(estate_id=estate_id, work_id=work_id)
        if begun.state in ("done", "failed"):
            return
        work.advance(begun, done=0, at=at)
        user = User.objects.filter(id=user_id).first() if user_id else None
    actor = _in_the_name_of(user, estate_id)
    try:
        with scope.estate(estate_id):
            if user is not None:
                events.raise_event(LedgerWorkBegun(estate_id=estate_id, user_id=user.id, at=at))
            enter_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=at, tell=tell)
            work.finish(begun, at=at)
    except Exception as error:
        refusal = error if isinstance(error, Refusal) else None
        with scope.estate(estate_id):
            why = gettext(refusal.sentence) % refusal.params if refusal else gettext(STOPPED)
            sheet = locked_sheet(estate_id, sheet_id)
            if sheet.state == SheetState.COMMITTING:
                move_sheet(sheet, SheetState.FAILED, actor=actor, at=at, reason=why)
            work.fail(begun, at=at, message=why)
        if refusal is None:
            raise


def _in_the_name_of(user: User | None, estate_id: int) -> Actor:
    if user is None:
        return Actor(kind=ActorKind.SYSTEM, name="people.house_ledger")
    rights = {estate_id: frozenset(Right)}  # of the import's own parts; whether they may import was asked before
    return Actor(kind=ActorKind.STAFF, name=user.name, user_id=user.id, rights=rights)


def enter_sheet(*, actor: Actor, estate_id: int, sheet_id: int, at: datetime, tell: Tell) -> None:
    """Enter what the check showed. Raises: SheetMovedOn when the estate has changed since: look at it again first."""
    with scope.estate(estate_id):
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state != SheetState.COMMITTING:
            raise SheetMovedOn
        one_ledger_at_a_time(estate_id)
        shown = date.fromisoformat(sheet.summary["starts_on"])
        seen = compare_kept(actor=actor, sheet=sheet, at=at, starts_on=shown)
        if seen.digest != sheet.summary["digest"]:
            raise SheetMovedOn
        enter_compared(actor=actor, estate_id=estate_id, seen=seen, at=at, tell=tell)
        mark_entered(sheet=sheet, seen=seen, actor=actor, at=at)


def enter_compared(*, actor: Actor, estate_id: int, seen: Compared, at: datetime, tell: Tell) -> None:
    """Write homes, areas and owners, and tell the rates to whoever keeps prices; inside the caller's transaction."""
    comparison = seen.comparison
    with collecting_paused():
        total = len(comparison.new) + len(comparison.changed)
        tell(total // 10)
        new_ids = enter_homes_from_ledger(
            actor=actor,
            estate_id=estate_id,
            new=[
                LedgerHome(
                    *(*line.address, line.floor, line.centiares, line.kind, line.occupancy),
                    *(line.paid_until, line.moved_in, line.note),
                )
                for line in comparison.new
            ],
            changed=[
                LedgerChange(
                    *(known.id, line.floor, line.centiares if home.has("centiares") else None, line.kind),
                    *(line.occupancy, line.paid_until, line.moved_in, line.note),
                )
                for home in comparison.changed
                for line, known in ((home.line, home.known),)
            ],
            starts_on=seen.starts_on,
            at=at,
        )
        tell(total * 6 // 10)
        plan = planned(
            new=comparison.new,
            changed=comparison.changed,
            known=seen.known.values(),
            organisations=known_organisations(estate_id),
        )
        write_owners(estate_id=estate_id, plan=plan, new_home_ids=new_ids, starts_on=seen.starts_on, at=at)
        tell(total * 9 // 10)
        rates = [(home_id, line.rate) for home_id, line in zip(new_ids, comparison.new, strict=True) if line.rate]
        rates += [(home.known.id, home.line.rate) for home in comparison.changed if home.line.rate]
        rates += [(known.id, line.rate) for line, known in comparison.same if line.rate]
        if rates:
            events.raise_event(
                HouseRatesGiven(
                    estate_id=estate_id,
                    rates=tuple(rates),
                    starts_on=seen.ledger.rates_from or seen.starts_on,
                    at=at,
                )
            )
        tell(total)


def mark_entered(*, sheet: ImportedSheet, seen: Compared, actor: Actor, at: datetime) -> None:
    sheet.committed_at = at
    move_sheet(sheet, SheetState.COMMITTED, actor=actor, at=at, also=["committed_at"])
    write_down(
        "people.ledger_entered",
        sheet,
        actor,
        at,
        new=len(seen.comparison.new),
        changed=len(seen.comparison.changed),
        left_out=len(seen.ledger.refused_rows),
    )


def has_new_rates(sheet: ImportedSheet) -> bool:
    """Return whether the rates differ from those of the ledger entered last; prices themselves are not known here."""
    if not sheet.summary["rates"]:
        return False
    last = (
        ImportedSheet.objects.filter(estate_id=sheet.estate_id, state="committed")
        .order_by("-committed_at", "-id")
        .first()
    )
    return last is None or last.summary.get("rates_digest") != sheet.summary["rates_digest"]


def refuse_unready(seen: Compared, *, leave_out_refused: bool) -> None:
    """Raises: NoRowsLeft, RefusedRowsLeft."""
    _refuse_unready(
        homes=len(seen.ledger.lines), refused=len(seen.ledger.refused_rows), leave_out_refused=leave_out_refused
    )


def _refuse_unready(*, homes: int, refused: int, leave_out_refused: bool) -> None:
    if not homes:
        raise NoRowsLeft
    if refused and not leave_out_refused:
        raise RefusedRowsLeft(rows=refused)


def one_ledger_at_a_time(estate_id: int) -> None:
    """Let a second ledger of the estate wait until the first is entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"house ledger of estate {estate_id}"])


STOPPED = mark("Something went wrong and nothing was entered. Check the file again, or call the administrator.")
