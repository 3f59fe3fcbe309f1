"""The log of the books and the month's package: what it proves, and that nothing can be changed in it unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.signatures import is_signed
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.errors import NotClosedYet
from laoyou.system.ledger.models import LogCheckpoint, LogLeaf
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.rules.checkpoints import read_note
from laoyou.system.ledger.rules.leaves import seal_with
from laoyou.system.ledger.rules.merkle import Front, consistency_path, is_consistent, is_included, leaf_hash
from laoyou.system.ledger.rules.packages import Checked, Fault, canonical_bytes, check_package
from laoyou.system.ledger.signing import published_key
from tests.ledger.conftest import AFTER, ESTATE, Books

NOVEMBER, DECEMBER = Month(2022, 11), Month(2022, 12)
ALONE = Path(__file__).parents[2] / "verify" / "verify_books.py"
pytestmark = pytest.mark.django_db


def two_months(books: Books) -> None:
    """November closed on 5 December, December on 5 January, with money in and out of two funds."""
    books.pay_bill(450_000, on=date(2022, 11, 9), text="13700000000 张三")
    books.spend(fen=310_000, on=date(2022, 11, 20), at=datetime(2022, 11, 20, 4, tzinfo=UTC))
    use_cases.log_estate(estate_id=ESTATE, at=datetime(2022, 11, 30, 15, 0, tzinfo=UTC))
    books.pay_bill(12_000, on=date(2022, 12, 2))
    use_cases.close_month(
        actor=books.manager, estate_id=ESTATE, month=NOVEMBER, at=datetime(2022, 12, 5, 3, tzinfo=UTC)
    )
    books.pay_bill(501_035, home_id=502, on=date(2022, 12, 20))
    books.decide(books.receive())
    books.spend(fen=98_780, account=Account.REPAIRS, text="楼道灯")
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, at=AFTER)


def package(month: Month = DECEMBER) -> bytes:
    with scope.estate(ESTATE):
        return queries.month_package(ESTATE, month)


def check(content: bytes, trusted_key: str = "") -> Checked:
    return check_package(content, is_signed=is_signed, trusted_key=trusted_key)


def alone(content: bytes, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Let the verifier that stands alone judge, as a program of its own that knows nothing of Laoyou."""
    file = tmp_path / "books.json"
    file.write_bytes(content)
    return subprocess.run([sys.executable, "-I", str(ALONE), str(file)], capture_output=True, text=True, check=False)


def test_a_package_proves_the_sums_of_its_month(books: Books, tmp_path: Path) -> None:
    two_months(books)
    checked = check(package(), published_key())
    assert checked.funds["service"] == {
        "opening_fen": 140_000,
        "income_fen": 513_035,
        "expense_fen": 98_780,
        "closing_fen": 554_255,
    }
    assert checked.funds["common_income"]["closing_fen"] == 320_000
    judged = alone(package(), tmp_path)
    assert judged.returncode == 0, judged.stderr
    assert "5,542.55" in judged.stdout


def test_the_first_package_begins_with_the_empty_log(books: Books, tmp_path: Path) -> None:
    two_months(books)
    assert json.loads(package(NOVEMBER))["start"] == {"size": 0, "parts": [], "note": ""}
    assert check(package(NOVEMBER)).funds["service"]["closing_fen"] == 140_000
    assert alone(package(NOVEMBER), tmp_path).returncode == 0


def test_a_later_package_begins_at_the_last_checkpoint_before_its_month(books: Books) -> None:
    two_months(books)
    start = json.loads(package())["start"]
    assert start["size"] == 3
    assert read_note(start["note"])[0].at == datetime(2022, 11, 30, 15, 0, tzinfo=UTC)


def test_an_open_month_has_no_package(books: Books) -> None:
    books.pay_bill(5_181)
    with scope.estate(ESTATE), pytest.raises(NotClosedYet):
        queries.month_package(ESTATE, DECEMBER)


def test_no_name_telephone_or_home_is_in_a_package(books: Books) -> None:
    two_months(books)
    for content in (package(NOVEMBER), package()):
        text = content.decode()
        assert "13700000000" not in text
        assert "李秀兰" not in text
        assert "home 50" not in text


def fault_of(content: bytes) -> Fault | None:
    try:
        check(content)
    except Fault as fault:
        return fault
    return None


def every_change(content: bytes) -> list[tuple[str, bytes]]:
    """Return the package with one thing changed, for each thing that can be: fen, date, order, omission."""
    sound = json.loads(content)
    changed: list[tuple[str, dict[str, Any]]] = []

    def copy() -> dict[str, Any]:
        another: dict[str, Any] = json.loads(content)
        return another

    for place, leaf in enumerate(sound["leaves"]):
        data = json.loads(leaf["data"])
        for what, edit in edits_of(data):
            for rehash in (False, True):
                other = copy()
                text = json.dumps(edit, ensure_ascii=False, separators=(",", ":"))
                other["leaves"][place]["data"] = text
                if rehash:
                    other["leaves"][place]["hash"] = leaf_hash(text.encode()).hex()
                changed.append((f"leaf {place}: {what}, rehashed {rehash}", other))
        other = copy()
        del other["leaves"][place]
        changed.append((f"leaf {place} left out", other))
        other = copy()
        other["leaves"].insert(place, other["leaves"][place])
        changed.append((f"leaf {place} twice", other))
        if place:
            other = copy()
            other["leaves"][place - 1 : place + 1] = reversed(other["leaves"][place - 1 : place + 1])
            changed.append((f"leaf {place} before its neighbour", other))
    for fund in sound["funds"]:
        for figure in sound["funds"][fund]:
            other = copy()
            other["funds"][fund][figure] += 1
            changed.append((f"{fund} {figure} by a fen", other))
    for key in sound:
        other = copy()
        del other[key]
        changed.append((f"without {key}", other))
    for key, value in (("month", "2022-11"), ("estate", ESTATE + 1), ("shape", 2), ("more", 1)):
        changed.append((f"{key} is {value}", copy() | {key: value}))
    other = copy()
    other["checkpoint"] = other["checkpoint"].replace("2023-01-05", "2023-01-04")
    changed.append(("checkpoint's day", other))
    other = copy()
    other["start"] = {"size": 0, "parts": [], "note": ""}
    changed.append(("an empty start", other))
    written = [(what, canonical_bytes(one)) for what, one in changed if one != sound]
    return [*written, ("a space", content + b" ")]


def edits_of(data: list[Any]) -> list[tuple[str, list[Any]]]:
    if data[0] == "closed":
        edits = [("a fen at the closing", [*data[:3], data[3] | {"service": data[3]["service"] + 1}, *data[4:]])]
        return edits + edits_of_budgets(data)
    edits = [
        ("another day", [*data[:3], "2022-12-03", *data[4:]]),
        ("another record day", [*data[:4], "2022-12-31", *data[5:]]),
        ("another text", [*data[:6], "别的", *data[7:]]),
    ]
    moved = [list(line) for line in data[9]]
    moved[0][2] += 1
    edits.append(("one fen", [*data[:9], moved, data[10]]))
    balanced = [list(line) for line in data[9]]
    balanced[0][2] += 1
    balanced[1][2] -= 1
    edits.append(("one fen on both sides", [*data[:9], balanced, data[10]]))
    return [(what, edit) for what, edit in edits if edit != data]


def edits_of_budgets(data: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return the closing with one thing of its budgets changed: a fen of the plan or of the money so far, a day."""
    edits = []
    for fund, budget in (data[4] if len(data) > 4 else {}).items():
        for place, line in enumerate(budget["lines"]):
            for figure in (1, 2):
                other = [fen + (at == figure) for at, fen in enumerate(line)]
                lines = [*budget["lines"][:place], other, *budget["lines"][place + 1 :]]
                edits.append((f"{fund} budget, figure {figure} of line {place}", lines))
            edits.append(
                (f"{fund} budget without line {place}", [*budget["lines"][:place], *budget["lines"][place + 1 :]])
            )
    changed = [
        (what, [*data[:4], data[4] | {"service": data[4]["service"] | {"lines": lines}}]) for what, lines in edits
    ]
    if len(data) > 4:
        later = data[4]["service"] | {"adopted": "2023-01-13"}
        changed += [("no budget", data[:4]), ("adopted another day", [*data[:4], data[4] | {"service": later}])]
    return changed


def test_every_change_is_found_and_its_place_named(books: Books) -> None:
    two_months(books)
    changes = every_change(package())
    assert len(changes) > 100
    faults = {what: fault_of(content) for what, content in changes}
    assert [what for what, fault in faults.items() if fault is None] == []
    plain = [fault for what, fault in faults.items() if what.endswith("rehashed False") and fault]
    assert [fault.place for fault in plain if not fault.place.startswith("leaf ")] == []


def test_the_verifier_that_stands_alone_finds_the_same_changes(books: Books, tmp_path: Path) -> None:
    two_months(books)
    unseen = [what for what, content in every_change(package())[::7] if alone(content, tmp_path).returncode != 1]
    assert unseen == []


def test_the_verifier_that_stands_alone_has_at_most_a_hundred_lines() -> None:
    assert len(ALONE.read_text(encoding="utf-8").splitlines()) <= 100


def test_a_package_of_another_key_is_refused_by_who_kept_the_first(books: Books) -> None:
    two_months(books)
    with pytest.raises(Fault, match="another key"):
        check(package(), trusted_key="laoyou.books+00000000+AAAA")


def test_the_log_is_signed_once_however_often_the_calendar_comes(books: Books) -> None:
    two_months(books)
    assert use_cases.log_estate(estate_id=ESTATE, at=AFTER) == 0
    assert use_cases.log_city(at=AFTER) == 3
    assert use_cases.log_city(at=AFTER + timedelta(days=1)) == 0
    with scope.estate(ESTATE):
        numbers = list(LogLeaf.objects.filter(estate_id=ESTATE).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(len(numbers)))


def test_the_citys_log_witnesses_the_estates_checkpoint(books: Books, tmp_path: Path) -> None:
    two_months(books)
    assert check(package()).city is None
    use_cases.log_city(at=AFTER)
    city = check(package()).city
    assert city is not None
    assert (city.origin, city.size) == ("books/0", 3)
    assert alone(package(), tmp_path).returncode == 0
    other = json.loads(package())
    other["city"]["number"] = 0
    with pytest.raises(Fault):
        check(canonical_bytes(other))


def test_a_receipt_can_prove_that_its_money_is_in_the_books(books: Books) -> None:
    two_months(books)
    with scope.estate(ESTATE):
        leaf = LogLeaf.objects.filter(estate_id=ESTATE, data__contains='"payment"').first()
        assert leaf is not None
        assert leaf.entry_id is not None
        proof = queries.entry_proof(ESTATE, leaf.entry_id, home_id=501)
    checkpoint = read_note(proof["checkpoint"])[0]
    path = [bytes.fromhex(step) for step in proof["path"]]
    hashed = leaf_hash(proof["leaf"]["data"].encode())
    assert is_included(hashed, proof["leaf"]["number"], checkpoint.size, path, checkpoint.root)
    line = proof["opened"][0]
    assert line["words"] == "home 501"
    assert json.loads(proof["leaf"]["data"])[9][line["line"] - 1][3] == seal_with(line["salt"], line["words"])


def test_an_entry_of_today_has_no_proof_yet(books: Books) -> None:
    books.pay_bill(5_181)
    entry_id = books.spend()
    with scope.estate(ESTATE), pytest.raises(NotFound):
        queries.entry_proof(ESTATE, entry_id)


def test_the_database_lets_nobody_change_the_log(books: Books) -> None:
    two_months(books)
    for statement in (
        "UPDATE ledger_log_leaf SET data = ''",
        "DELETE FROM ledger_log_leaf",
        "UPDATE ledger_log_checkpoint SET size = 1",
        "DELETE FROM ledger_log_checkpoint",
    ):
        with scope.estate(ESTATE), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_rewritten_books_no_longer_begin_with_what_was_signed(books: Books) -> None:
    """Who can write the tables and owns the key forges a whole new log: whoever kept a checkpoint still sees it."""
    two_months(books)
    with scope.estate(ESTATE):
        kept = read_note(LogCheckpoint.objects.filter(estate_id=ESTATE).earliest("size").note)[0]
        rows = LogLeaf.objects.filter(estate_id=ESTATE).order_by("number")
        leaves = [bytes(row) for row in rows.values_list("hash", flat=True)]
    forged = [leaf_hash(b"forged"), *leaves[1:]]
    for log, is_honest in ((leaves, True), (forged, False)):
        root = Front().extended(log).root
        path = consistency_path(log, kept.size)
        assert is_consistent(kept.size, kept.root, len(log), root, path) is is_honest
