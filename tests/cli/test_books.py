"""`laoyou books` and `laoyou billing quote` as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.data import Transaction

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.rules.accounts import Account
from tests.ledger.conftest import AFTER, ESTATE, Books, books  # noqa: F401 the fixture

DECEMBER = Month(2022, 12)


def laoyou(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "laoyou.cli", *words], capture_output=True, text=True, check=False)


def bean_check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(file)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def december(books: Books) -> Books:  # noqa: F811
    books.pay_bill(450_000, on=date(2022, 12, 9))
    books.decide(books.receive())
    books.spend(fen=98_780, account=Account.REPAIRS, text='楼道灯 "LED"')
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, at=AFTER)
    return books


def written(form: str, file: Path) -> Path:
    with scope.estate(ESTATE):
        file.write_bytes(queries.MONTH_FILES[form](ESTATE, DECEMBER))
    return file


def test_a_quote_prints_the_lines_and_their_sum() -> None:
    said = laoyou(
        *("billing", "quote", "--area", "86.35", "--rate", "0.60", "--from", "2022-07-21", "--to", "2022-12-31")
    )
    assert said.returncode == 0
    assert "× 11/31" in said.stdout
    assert said.stdout.splitlines()[-1].strip() == "277.43"


def test_a_quote_as_json_is_in_fen() -> None:
    said = laoyou(
        *("billing", "quote", "--area", "86.35", "--rate", "0.60", "--from", "2022-07-21", "--to", "2022-12-31"),
        "--json",
    )
    quoted = json.loads(said.stdout)
    assert quoted["lines"][0] == {"month": "2022-07", "fen": 1838}
    assert len(quoted["lines"]) == 6
    assert quoted["total_fen"] == 27743


@pytest.mark.parametrize(
    ("area", "rate", "last", "word"),
    [
        ("x", "0.60", "2022-12-31", "not an area"),
        ("86.35", "abc", "2022-12-31", "rate"),
        ("86.35", "0", "2022-12-31", "above"),
        ("86.35", "0.60", "2022-07-20", "before"),
    ],
)
def test_a_quote_of_nothing_sensible_is_refused_with_a_reason(area: str, rate: str, last: str, word: str) -> None:
    said = laoyou("billing", "quote", "--area", area, "--rate", rate, "--from", "2022-07-21", "--to", last)
    assert said.returncode == 2
    assert word in said.stdout


@pytest.mark.django_db
def test_verifying_says_sound_or_the_place_of_the_fault(december: Books, tmp_path: Path) -> None:
    file = written("package", tmp_path / "books.json")
    sound = laoyou("books", "verify", str(file))
    assert (sound.returncode, "sound" in sound.stdout) == (0, True), sound.stdout + sound.stderr
    file.write_text(file.read_text(encoding="utf-8").replace("98780", "98781", 1), encoding="utf-8")
    unsound = laoyou("books", "verify", str(file))
    assert unsound.returncode == 1
    assert re.search(r"leaf \d+", unsound.stdout)
    assert "改动" in unsound.stdout


def test_verifying_what_is_not_there_says_so(tmp_path: Path) -> None:
    assert laoyou("books", "verify", str(tmp_path / "none.json")).returncode == 2


@pytest.mark.django_db
def test_another_bookkeeping_program_accepts_the_month_and_finds_our_balances(december: Books, tmp_path: Path) -> None:
    file = written("beancount", tmp_path / "books.beancount")
    judged = bean_check(file)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    tree = realization.realize(entries)
    with scope.estate(ESTATE):
        ours = {fund.fund.name: fund.closing.fen for fund in queries.month_books(ESTATE, DECEMBER).funds}
    for fund, name in (("SERVICE", "Service"), ("COMMON_INCOME", "CommonIncome"), ("CREDITS", "Credits")):
        found = realization.get(tree, f"Assets:{name}:Money")
        assert found is not None
        theirs = sum(position.units.number for position in found.balance)
        assert theirs * 100 == ours[fund]
    assert len([entry for entry in entries if isinstance(entry, Transaction)]) == 4


@pytest.mark.django_db
def test_another_bookkeeping_program_finds_a_single_wrong_fen(december: Books, tmp_path: Path) -> None:
    file = written("beancount", tmp_path / "books.beancount")
    file.write_text(file.read_text(encoding="utf-8").replace("987.80", "987.81"), encoding="utf-8")
    assert bean_check(file).returncode == 1


@pytest.mark.django_db
def test_the_workbook_has_a_row_for_each_movement_with_a_running_balance(december: Books, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(BytesIO(written("xlsx", tmp_path / "books.xlsx").read_bytes())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[7] for row in rows if row[0] == "物业服务费"][-1] == 3512.2
    assert sum(row[5] or 0 for row in rows) > 0
