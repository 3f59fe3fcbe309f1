"""`laoyou import homes`: what the terminal says."""

from __future__ import annotations

from pathlib import Path

import pytest

from laoyou.infra import scope
from laoyou.system.people.house_ledger.command import import_homes_command
from laoyou.system.places.models import Home
from tests.people.house_ledger.ledgers import AT, DATA, estate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_keeps_prices")]
LEDGER = DATA / "house-ledger.xlsx"


def homes(estate_id: int) -> int:
    with scope.estate(estate_id):
        return Home.objects.count()


def test_a_dry_run_says_each_finding_by_its_row_and_enters_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    estate_id = estate()
    assert import_homes_command(LEDGER, "XSHY", True, AT) == 0
    said = capsys.readouterr().out
    for row in ("207", "612", "308", "409", "510"):
        assert f"第 {row} 行" in said
    assert "可以录入 997 户" in said
    assert homes(estate_id) == 0


def test_refused_rows_stop_it_until_they_are_left_out_by_choice(capsys: pytest.CaptureFixture[str]) -> None:
    estate_id = estate()
    assert import_homes_command(LEDGER, "XSHY", False, AT) == 1
    assert "--leave-out-refused" in capsys.readouterr().err
    assert homes(estate_id) == 0
    assert import_homes_command(LEDGER, "XSHY", False, AT, leave_out_refused=True) == 0
    assert homes(estate_id) == 997


@pytest.mark.parametrize(("file", "code"), [(Path("nowhere.xlsx"), "XSHY"), (LEDGER, "NOWHERE"), (DATA, "XSHY")])
def test_says_what_is_not_there(file: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    estate()
    assert import_homes_command(file, code, True, AT) == 1
    assert capsys.readouterr().err.startswith("laoyou: ")
