"""The import at the terminal: every finding by its row, what would change, and whether it was entered."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext, ngettext

from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.people.house_ledger.comparing import Compared
from laoyou.system.people.house_ledger.errors import RefusedRowsLeft
from laoyou.system.people.house_ledger.rules.findings import TITLES, FindingGroup, Severity, grouped
from laoyou.system.people.house_ledger.use_cases.importing import import_file
from laoyou.system.places import queries as places

SHOWN_OF_A_KIND = 20


class NoSuchEstate(Refusal):
    code = "house_ledger.no_such_estate"
    sentence = mark("There is no estate with the code %(code)s. Look the code up on the estate's page.")


class NoSuchFile(Refusal):
    code = "house_ledger.no_such_file"
    sentence = mark("The file %(file)s can't be opened. Check its name and folder.")


def import_homes_command(
    file: Path, estate_code: str, dry_run: bool, at: datetime, leave_out_refused: bool = False
) -> int:
    """Import a ledger and print what happened; return 0, or 1 when nothing could be entered."""
    try:
        return _import(file, estate_code, dry_run, leave_out_refused, at)
    except RefusedRowsLeft as refusal:
        _print(f"laoyou: {_sentence(refusal)}", error=True)
        _print(gettext("To enter the other rows, add --leave-out-refused."), error=True)
    except Refusal as refusal:
        _print(f"laoyou: {_sentence(refusal)}", error=True)
    return 1


def _import(file: Path, estate_code: str, dry_run: bool, leave_out_refused: bool, at: datetime) -> int:
    actor = system("laoyou import homes")
    try:
        estate = places.estate_by_code(actor=actor, code=estate_code)
    except NotFound:
        raise NoSuchEstate(code=estate_code) from None
    try:
        content = file.open("rb")
    except OSError:
        raise NoSuchFile(file=str(file)) from None
    with content, scope.estate(estate.id):
        checked = import_file(actor=actor, estate_id=estate.id, name=file.name, content=content, at=at, dry_run=True)
        _print_findings(checked.seen)
        refused = len(checked.seen.ledger.refused_rows)
        if dry_run:
            _print(gettext("Checked only: nothing was entered."))
            return 0
        if refused and not leave_out_refused:
            raise RefusedRowsLeft(rows=refused)
        content.seek(0)
        done = import_file(
            actor=actor,
            estate_id=estate.id,
            name=file.name,
            content=content,
            at=at,
            leave_out_refused=leave_out_refused,
        )
    _print(gettext("Entered.") if done.is_entered else gettext("Everything in this file is known already."))
    return 0


def _print_findings(seen: Compared) -> None:
    for group in grouped(seen.ledger.findings):
        _print(f"\n{gettext(TITLES[group.code])} · {_weight(group)}")
        for found in group.findings[:SHOWN_OF_A_KIND]:
            row = gettext("Row %(row)s") % {"row": found.row}
            _print(f"  {row}  {gettext(found.sentence) % found.params}")
        left = len(group.findings) - SHOWN_OF_A_KIND
        if left > 0:
            _print("  " + ngettext("and %(rows)s more row", "and %(rows)s more rows", left) % {"rows": left})
    comparison = seen.comparison
    counts = {
        "homes": len(seen.ledger.lines),
        "new": len(comparison.new),
        "changed": len(comparison.changed),
        "same": len(comparison.same),
        "missing": len(comparison.missing),
    }
    _print(
        "\n"
        + gettext(
            "%(homes)s homes can be entered: %(new)s new, %(changed)s changed, %(same)s known;"
            " %(missing)s homes of the estate are not in the file."
        )
        % counts
    )


def _weight(group: FindingGroup) -> str:
    rows = len(group.findings)
    if group.severity is Severity.REFUSED:
        return ngettext("%(rows)s row can't be entered", "%(rows)s rows can't be entered", rows) % {"rows": rows}
    return ngettext("%(rows)s row to look at", "%(rows)s rows to look at", rows) % {"rows": rows}


def _sentence(refusal: Refusal) -> str:
    return gettext(refusal.sentence) % refusal.params if refusal.params else gettext(refusal.sentence)


def _print(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
