"""Importing a house ledger of many rows, against reading the same file and copying the same rows, in the same run.

Two baselines. The strict one copies the file's rows as they are into one plain table without a key. The like one copies
the rows that the import makes (homes, areas, owners, bonds) into plain tables with the same keys, indexes and checks,
but without row-level security, foreign keys, understanding, findings, comparison or audit.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import python_calamine
import xlsxwriter

from laoyou.infra.actor import system
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls
from laoyou.system.people.house_ledger.use_cases import import_file
from tests.bench.measured import Measured

ESTATE = 800_000
AT = datetime(2022, 9, 1, 1, 0, tzinfo=UTC)
TITLES = ("序号", "楼栋号", "单元", "房号", "楼层", "建筑面积(㎡)", "业主姓名", "联系电话", "入住情况", "物业费标准")
TITLES += ("物业费缴至", "入伙日期", "备注")
TABLES = ("places_home", "places_home_area", "people_person", "people_home_bond")
_PREPARE = (
    "INSERT INTO places_division (code, name, level, parent_id) VALUES ('bench', '测试街道', 'street_office', NULL)"
    " ON CONFLICT DO NOTHING",
    "INSERT INTO places_estate (id, code, name, initials, street_office_id, state, public_key, address, telephone,"
    " created_at) SELECT {0}, 'import-{0}', '测试小区', '', id, 'mandated', 'import-{0}', '', '', now()"
    " FROM places_division WHERE code = 'bench'",
    "INSERT INTO infra_file (id, estate_id, key, name, media_type, size, sha256, purpose, stored_at) VALUES"
    " ({0}, {0}, 'bench', '委托书.pdf', 'application/pdf', 1, '', 'mandate', now())",
    "INSERT INTO mandates_mandate (id, estate_id, principal_id, principal_name, company_id, company_name,"
    " contract_basis, fee_mode, document_number, document_id, put_in_force_by, scope, state, starts_on, ends_before,"
    " created_at) VALUES ({0}, {0}, 1, '测试街道办', 2, '测试公司', 'street_office', 'lump_sum', '1', {0}, 1, '',"
    " 'in_force', '2022-07-21', '2025-07-21', now())",
    "INSERT INTO mandates_tariff (estate_id, company_id, mandate_id, item, name, method, rate, fund, is_default,"
    " home_kind, starts_on) VALUES ({0}, 2, {0}, 'service', '物业服务费', 'by_area', 0.60, 'service', true, '',"
    " '2022-07-21')",
)


def run(rows: int = 100_000) -> list[Measured]:
    """Return the lines of a first import against both baselines, and for a second import."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "台账.xlsx"
        write_ledger(file, rows)
        with psycopg.connect(database_urls(Home.from_environment()).owner, autocommit=True) as owner:
            owner.execute("SET laoyou.estates = '*'")
            for statement in _PREPARE:
                owner.execute(statement.format(ESTATE))
            entered = _seconds(lambda: _import(file))
            for table in TABLES:
                owner.execute(f"ANALYZE {table}")
            again = _seconds(lambda: _import(file))
            read = _seconds(lambda: _read(file))
            strict = _seconds(lambda: _copy_plain(owner, _read_rows))
            like = sum(_copy_like(owner, table) for table in TABLES)
            (count,) = owner.execute("SELECT count(*) FROM places_home WHERE estate_id = %s", [ESTATE]).fetchone() or (
                0,
            )
    if count != rows:
        raise AssertionError(f"{count} homes came of {rows} rows")
    figure = f"import {rows:,} rows: {entered:.2f} s"
    return [
        Measured(
            figure,
            f"{read:.2f} s calamine + {like:.2f} s COPY into the same four tables",
            entered / (read + like),
            at_most=3.0,
        ),
        Measured(
            figure, f"{read:.2f} s calamine + {strict:.2f} s COPY into one plain table", entered / (read + strict)
        ),
        Measured(f"the same file again, 0 changes: {again:.2f} s", f"{read:.2f} s calamine", again / read),
    ]


def write_ledger(file: Path, rows: int) -> None:
    """Write a ledger like those that estates hand over, the same for the same number of rows."""
    chance = random.Random(7)
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet("业主台账")
    sheet.write_row(0, 0, ["测试小区业主房屋台账"])
    sheet.write_row(3, 0, TITLES)
    for number in range(rows):
        building, place = divmod(number, 120)
        entrance, home = divmod(place, 30)
        floor, side = divmod(home, 2)
        name = chance.choice("农玉何苏廖周邓陆黄李甘韦杨") + "".join(
            chance.choices("镕永国明兰庆锦月强生美娥海秀", k=2)
        )
        telephone = 17_000_000_000 + number
        cells = (
            *(number + 1, f"{building + 1}栋", f"{entrance + 1}单元", (floor + 1) * 100 + side + 1, floor + 1),
            *(chance.choice((86.35, 72.1, 98.46, 120)), name, str(telephone) if number % 2 else telephone),
            *(chance.choice(("自住", "出租", "空置")), 0.6, chance.choice(("", "2019-06", "2020-12"))),
            *(("2002.6", "2002年9月", 37425, "2003-01-05", "")[number % 5], ""),
        )
        sheet.write_row(number + 4, 0, cells)
    book.close()


def _import(file: Path) -> None:
    with file.open("rb") as content:
        import_file(actor=system("bench"), estate_id=ESTATE, name=file.name, content=content, at=AT)


_read_rows: list[list[Any]] = []


def _read(file: Path) -> None:
    _read_rows[:] = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _copy_plain(owner: psycopg.Connection, rows: Iterable[Sequence[Any]]) -> None:
    columns = ", ".join(f"c{place} text" for place in range(len(TITLES)))
    owner.execute("DROP TABLE IF EXISTS bench_ledger")
    owner.execute(f"CREATE TABLE bench_ledger ({columns})")
    with owner.cursor().copy("COPY bench_ledger FROM STDIN") as copy:
        for row in rows:
            copy.write_row([str(cell) for cell in row])
    owner.execute("DROP TABLE bench_ledger")


def _copy_like(owner: psycopg.Connection, table: str) -> float:
    columns = [
        name
        for (name,) in owner.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
    ]
    names = ", ".join(columns)
    rows = owner.execute(f"SELECT {names} FROM {table} WHERE estate_id = %s", [ESTATE]).fetchall()
    owner.execute(f"DROP TABLE IF EXISTS bench_{table}")
    owner.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")

    def copied() -> None:
        with owner.cursor().copy(f"COPY bench_{table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    seconds = _seconds(copied)
    owner.execute(f"DROP TABLE bench_{table}")
    return seconds


def _seconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
