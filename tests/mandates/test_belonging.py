"""A draft in an estate opens nothing of those who serve it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import use_cases
from tests.mandates.world import AT, STARTS_ON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def rival_with_a_draft(world: World) -> Actor:
    """Return a manager of the other company who, by a draft of their own, may edit mandates in the estate."""
    rights = {world.estate_id: frozenset({Right.SEE_ESTATE, Right.EDIT_MANDATES})}
    return Actor(
        kind=ActorKind.STAFF,
        name="陈默",
        user_id=world.rival_id,
        organisation_id=world.other_company,
        role="manager",
        rights=rights,
    )


def test_another_company_can_not_end_the_mandate(world: World) -> None:
    mandate_id = world.in_force()
    with pytest.raises(NotFound):
        use_cases.end_mandate(
            actor=rival_with_a_draft(world),
            estate_id=world.estate_id,
            mandate_id=mandate_id,
            ended_on=date(2022, 8, 1),
            reason="换人",
            at=AT,
        )


def test_another_company_can_not_set_its_prices(world: World) -> None:
    mandate_id = world.draft()
    with pytest.raises(NotFound):
        use_cases.set_tariff(
            actor=rival_with_a_draft(world),
            estate_id=world.estate_id,
            mandate_id=mandate_id,
            item="service",
            name="物业服务费",
            method="by_area",
            rate=Decimal("9.99"),
            fund="service",
            starts_on=STARTS_ON,
            at=AT,
        )
