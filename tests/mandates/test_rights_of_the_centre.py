"""What a company's people may do in the centre's own affairs comes with a mandate, and ends with it."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates import use_cases
from laoyou.system.people import use_cases as people
from tests.mandates.world import AT, AUTHOR, STARTS_ON, World, instant


@pytest.fixture
def world(db: None) -> World:
    return World()


def of_the_centre(actor: Actor) -> set[Right]:
    return set(actor.rights.get(0, frozenset()))


def test_rights_of_the_centre_come_and_go_with_a_mandate(world: World) -> None:
    people.let_keep_merchant_account(actor=AUTHOR, organisation_id=world.company, at=AT)
    mandate_id = world.in_force()
    own = {Right.OPEN_ESTATE, Right.MANAGE_CREWS}
    shared = {Right.RECONCILE, Right.SHARE_COSTS, Right.APPROVE_SHARED_COSTS}
    assert of_the_centre(world.manager()) == own
    assert of_the_centre(world.manager(instant(STARTS_ON))) == shared | own
    use_cases.end_mandate(
        actor=AUTHOR,
        estate_id=world.estate_id,
        mandate_id=mandate_id,
        ended_on=date(2022, 12, 31),
        reason="街道另有安排",
        at=instant(date(2022, 12, 30)),
    )
    assert of_the_centre(world.manager(instant(date(2023, 1, 1)))) == own


def test_only_the_keeper_of_the_merchant_account_reconciles(world: World) -> None:
    world.in_force()
    on_the_day = instant(STARTS_ON)
    assert Right.RECONCILE not in of_the_centre(world.manager(on_the_day))
    for keeper, holds in ((world.company, True), (world.other_company, False), (world.company, True)):
        people.let_keep_merchant_account(actor=AUTHOR, organisation_id=keeper, at=AT)
        assert (Right.RECONCILE in of_the_centre(world.manager(on_the_day))) is holds
        assert Right.RECONCILE not in of_the_centre(world.rival(on_the_day))
