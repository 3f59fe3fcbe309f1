"""Two people enter the same place at once: one succeeds, the others are told so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from laoyou.system.places import use_cases
from laoyou.system.places.errors import BuildingExists, EntranceExists, EstateCodeTaken, PlaceRefusal
from tests.personas import AT, AUTHOR

AT_ONCE = 4


def at_once(act: Callable[[], object]) -> list[object]:
    """Run the act in several threads that start together; a refusal is its outcome."""
    start = Barrier(AT_ONCE)

    def run(_: int) -> object:
        start.wait()
        try:
            return act()
        except PlaceRefusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_one_code_opens_one_estate(committing_database: str) -> None:
    outcomes = at_once(
        lambda: use_cases.open_estate(
            actor=AUTHOR, code="FLB-01", name="凤岭北小区", street_office_code="450103005", at=AT
        )
    )
    assert outcomes.count(EstateCodeTaken) == AT_ONCE - 1


def test_one_name_makes_one_building_and_one_entrance(committing_database: str) -> None:
    estate_id = use_cases.open_estate(
        actor=AUTHOR, code="FLB-01", name="凤岭北小区", street_office_code="450103005", at=AT
    )
    buildings = at_once(lambda: use_cases.add_building(actor=AUTHOR, estate_id=estate_id, name="3", at=AT))
    assert buildings.count(BuildingExists) == AT_ONCE - 1
    (building_id,) = [one for one in buildings if isinstance(one, int)]
    entrances = at_once(
        lambda: use_cases.add_entrance(actor=AUTHOR, estate_id=estate_id, building_id=building_id, name="1", at=AT)
    )
    assert entrances.count(EntranceExists) == AT_ONCE - 1
