"""A whole import in one go, for the command line and for whoever tells a story: read, check, enter."""

from __future__ import annotations

from datetime import date, datetime
from typing import BinaryIO, NamedTuple

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.house_ledger.comparing import Compared, Tell, compare, silent
from laoyou.system.people.house_ledger.rules.states import SheetState
from laoyou.system.people.house_ledger.summary import findings_of, summary_of
from laoyou.system.people.house_ledger.use_cases.entering import (
    enter_compared,
    has_new_rates,
    mark_entered,
    one_ledger_at_a_time,
    refuse_unready,
)
from laoyou.system.people.house_ledger.use_cases.handing_in import kept_sheet, move_sheet


class Imported(NamedTuple):
    """What a file said beside its estate, and whether it was entered; `sheet_id` is None for a dry run."""

    seen: Compared
    sheet_id: int | None
    is_entered: bool


def import_file(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    content: BinaryIO,
    at: datetime,
    starts_on: date | None = None,
    leave_out_refused: bool = False,
    dry_run: bool = False,
    tell: Tell = silent,
) -> Imported:
    """Read a ledger file and enter what it changes, all or nothing; a dry run changes nothing at all.

    A file that says nothing new is not entered. Raises: RefusedRowsLeft, NoRowsLeft, NoHomesFound, the refusals of
    `infra.sheets`.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        one_ledger_at_a_time(estate_id)
        seen = compare(
            actor=actor,
            estate_id=estate_id,
            content=content,
            corrections={},
            starts_on=starts_on,
            today=city_day(at),
        )
        if dry_run:
            return Imported(seen, None, False)
        refuse_unready(seen, leave_out_refused=leave_out_refused)
        sheet = kept_sheet(actor=actor, estate_id=estate_id, name=name, content=content, at=at)
        sheet.summary, sheet.findings, sheet.leave_out_refused = summary_of(seen), findings_of(seen), leave_out_refused
        is_news = bool(seen.comparison.new or seen.comparison.changed) or has_new_rates(sheet)
        kept = ["summary", "findings", "leave_out_refused"]
        move_sheet(sheet, SheetState.CHECKED, actor=actor, at=at, also=kept)
        if is_news:
            enter_compared(actor=actor, estate_id=estate_id, seen=seen, at=at, tell=tell)
            mark_entered(sheet=sheet, seen=seen, actor=actor, at=at)
        return Imported(seen, int(sheet.pk), is_news)
