"""A draft in an estate opens nothing of those who serve it, or served it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.live import Topic
from laoyou.platforms import live as live_pages
from laoyou.system.mandates import errors, queries, use_cases
from laoyou.system.mandates.models import HomeTariff, Mandate, Tariff
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_use_cases
from tests.mandates.world import AT, AUTHOR, ENDS_BEFORE, STARTS_ON, World, instant

pytestmark = pytest.mark.django_db
AFTER = ENDS_BEFORE
OVER = date(2024, 7, 21)
ITSELF = {Right.SEE_MANDATES, Right.EDIT_MANDATES}
LEFT = {Right.SEE_MANDATES, Right.SETTLE_ENDING, Right.APPROVE_ENDING}
BEFORE = ITSELF | {Right.SEE_ESTATE, Right.EDIT_PLACES}


@pytest.fixture
def world() -> World:
    return World()


def rights(world: World, actor: Actor) -> set[Right]:
    return {right for right in Right if actor.may(right, world.estate_id)}


def rivals_draft(world: World, starts_on: date = AFTER, ends_before: date = OVER, at: datetime = AT) -> int:
    return world.draft(
        actor=world.rival(at),
        company_id=world.other_company,
        document_number="新物〔2023〕1号",
        starts_on=starts_on,
        ends_before=ends_before,
        at=at,
    )


def end(world: World, mandate_id: int, on: date) -> None:
    use_cases.end_mandate(
        actor=AUTHOR, estate_id=world.estate_id, mandate_id=mandate_id, ended_on=on, reason="撤场", at=instant(on)
    )


class TestWhatADraftOpens:
    def test_where_nobody_ever_served_each_may_survey(self, world: World) -> None:
        rivals_draft(world, STARTS_ON, ENDS_BEFORE)
        assert rights(world, world.rival()) == rights(world, world.manager()) == BEFORE

    def test_where_another_serves_itself_alone(self, world: World) -> None:
        world.in_force()
        rivals_draft(world)
        assert rights(world, world.rival()) == rights(world, world.rival(instant(STARTS_ON))) == ITSELF

    def test_a_mandate_that_is_still_to_begin_counts_as_much(self, world: World) -> None:
        rivals_draft(world)
        assert rights(world, world.rival()) == BEFORE
        world.in_force()
        assert rights(world, world.rival()) == ITSELF
        assert rights(world, world.manager()) == BEFORE

    def test_where_another_served_before_itself_alone(self, world: World) -> None:
        end(world, world.in_force(), date(2022, 12, 1))
        at = instant(date(2022, 12, 2))
        rivals_draft(world, date(2023, 1, 1), OVER, at)
        assert rights(world, world.rival(at)) == ITSELF

    def test_having_opened_the_estate_gives_nothing_back_after_the_mandate(self, world: World) -> None:
        assert rights(world, world.manager()) == BEFORE
        end(world, world.in_force(), date(2022, 12, 1))
        at = instant(date(2022, 12, 2))
        assert rights(world, world.manager(at)) == LEFT
        world.draft(actor=world.manager(at), starts_on=date(2023, 1, 1), ends_before=OVER, at=at)
        assert rights(world, world.manager(at)) == ITSELF | LEFT
        later = instant(date(2022, 12, 1) + timedelta(days=90))
        assert rights(world, world.manager(later)) == ITSELF

    def test_no_step_of_the_estates_life(self, world: World) -> None:
        end(world, world.in_force(), date(2022, 12, 1))
        at = instant(date(2022, 12, 2))
        rivals_draft(world, date(2023, 1, 1), OVER, at)
        with pytest.raises(NotAllowed):
            place_use_cases.move_estate(
                actor=world.rival(at), estate_id=world.estate_id, to_state="survey", reason="抢先", at=at
            )

    def test_no_list_and_no_live_news_of_the_estate(self, world: World) -> None:
        world.in_force()
        rivals_draft(world)
        rival = world.rival(instant(STARTS_ON))
        assert not live_pages.may_hear(rival, Topic(world.estate_id, "work"))
        with scope.of_actor(rival):
            assert places.estates_for(actor=rival) == []
            assert queries.serving_mandates(actor=rival, day=STARTS_ON) == {}
            for look in (
                lambda: places.homes_for(actor=rival, estate_id=world.estate_id, wanted=places.HomesFilter()),
                lambda: places.buildings_for(actor=rival, estate_id=world.estate_id),
                lambda: places.moves_of_estate(actor=rival, estate_id=world.estate_id),
            ):
                with pytest.raises(NotAllowed):
                    look()


class TestWhoReadsWhat:
    def test_neither_company_reads_the_drafts_of_the_other(self, world: World) -> None:
        served = world.in_force()
        theirs = rivals_draft(world)
        world.tariff(theirs, actor=world.rival(), starts_on=AFTER, rate=Decimal("0.99"))
        renewal = world.draft(document_number="二号", starts_on=AFTER, ends_before=OVER)
        for actor, seen in ((world.manager(), {served, renewal}), (world.rival(), {theirs})):
            with scope.of_actor(actor):
                found = queries.mandates_for(actor=actor, estate_id=world.estate_id)
                prices = queries.tariffs_for(actor=actor, estate_id=world.estate_id)
                hidden = {served, theirs, renewal} - seen
                for mandate_id in hidden:
                    with pytest.raises(NotFound):
                        queries.mandate_for(actor=actor, estate_id=world.estate_id, mandate_id=mandate_id)
                    with pytest.raises(NotFound):
                        queries.moves_of_mandate(actor=actor, estate_id=world.estate_id, mandate_id=mandate_id)
            assert {mandate.id for mandate in found} == seen
            assert {price.mandate_id for price in prices} <= seen

    def test_the_principal_reads_the_drafts_that_name_it(self, world: World) -> None:
        draft = rivals_draft(world)
        official = world.staff("official", "农主任", "street_official", world.street_office)
        actor = queries.actor_for(user_id=official, at=AT)
        with scope.of_actor(actor):
            assert [one.id for one in queries.mandates_for(actor=actor, estate_id=world.estate_id)] == [draft]


REACHES: dict[str, Callable[[World, Actor, int], object]] = {
    "end it": lambda world, actor, mandate_id: use_cases.end_mandate(
        actor=actor,
        estate_id=world.estate_id,
        mandate_id=mandate_id,
        ended_on=date(2022, 8, 1),
        reason="换人",
        at=AT,
    ),
    "call it off": lambda world, actor, mandate_id: use_cases.withdraw_mandate(
        actor=actor, estate_id=world.estate_id, mandate_id=mandate_id, reason="换人", at=AT
    ),
    "set its prices": lambda world, actor, mandate_id: world.tariff(mandate_id, actor=actor, rate=Decimal("9.99")),
    "exchange its paper": lambda world, actor, mandate_id: world.attach_paper(mandate_id, by=actor),
}


@pytest.mark.parametrize("reach", REACHES)
def test_another_company_can_not(world: World, reach: str) -> None:
    mandate_id = world.in_force()
    rivals_draft(world)
    with pytest.raises(NotFound):
        REACHES[reach](world, world.rival(), mandate_id)


class TestOneCompanyAtATime:
    def test_a_draft_begins_after_the_one_that_serves(self, world: World) -> None:
        world.in_force()
        with pytest.raises(errors.ServedByAnother) as refusal:
            rivals_draft(world, AFTER - timedelta(days=1))
        assert refusal.value.params == {"company": "片区物业运营中心", "day": "2023-07-20"}
        rivals_draft(world)

    def test_nor_is_it_changed_to_begin_earlier(self, world: World) -> None:
        world.in_force()
        draft = rivals_draft(world)
        with pytest.raises(errors.ServedByAnother):
            use_cases.edit_draft(
                actor=world.rival(),
                estate_id=world.estate_id,
                mandate_id=draft,
                principal_id=world.street_office,
                contract_basis="street_office",
                fee_mode="lump_sum",
                document_number="新物〔2023〕1号",
                scope_text="全部",
                starts_on=STARTS_ON,
                ends_before=OVER,
                at=AT,
            )

    def test_of_two_drafts_the_second_in_force_is_refused(self, world: World) -> None:
        theirs = rivals_draft(world, STARTS_ON, ENDS_BEFORE)
        world.attach_paper(theirs)
        world.tariff(theirs)
        world.in_force()
        with pytest.raises(errors.ServedByAnother):
            world.put_in_force(theirs, by=world.second_rival())

    def test_is_guarded_by_the_database(self, world: World) -> None:
        theirs = rivals_draft(world, STARTS_ON, ENDS_BEFORE)
        world.attach_paper(theirs)
        world.in_force()
        with scope.estate(world.estate_id), pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(id=theirs).update(state="in_force", put_in_force_by=world.deputy_id)


class TestPricesOfTheNextCompany:
    def test_end_and_block_none_of_those_that_hold(self, world: World) -> None:
        served = world.in_force()
        price = world.tariff(served)
        theirs = rivals_draft(world)
        world.tariff(theirs, actor=world.rival(), starts_on=AFTER, rate=Decimal("0.99"))
        with scope.estate(world.estate_id):
            assert Tariff.objects.get(id=price).ends_before is None
        renewal = world.draft(document_number="二号", starts_on=AFTER, ends_before=OVER)
        world.tariff(renewal, starts_on=AFTER, rate=Decimal("0.70"))

    def hand_over(self, world: World) -> tuple[int, int]:
        """Return a home with a price of its own, and the other company's draft that takes the prices over."""
        served = world.in_force()
        world.tariff(served)
        (home,) = world.homes("501")
        parking = world.tariff(
            served, item="parking", name="地面车位", method="by_count", rate=Decimal(100), is_default=False
        )
        use_cases.give_home_tariff(
            actor=AUTHOR,
            estate_id=world.estate_id,
            home_id=home,
            tariff_id=parking,
            count=2,
            starts_on=STARTS_ON,
            at=AT,
        )
        theirs = rivals_draft(world)
        use_cases.take_over_tariffs(actor=world.rival(), estate_id=world.estate_id, mandate_id=theirs, at=AT)
        world.attach_paper(theirs)
        with scope.estate(world.estate_id):
            assert HomeTariff.objects.filter(ends_before__isnull=True).count() == 1
        return home, theirs

    def paid(self, world: World, home: int, day: date) -> list[tuple[str, str, int]]:
        with scope.estate(world.estate_id):
            found = queries.tariffs_of_home(actor=AUTHOR, estate_id=world.estate_id, home_id=home, day=day)
        return [(price.name, price.plain_rate, price.count) for price in found]

    @pytest.mark.parametrize("is_late", [False, True])
    def test_are_taken_over_with_what_homes_have_of_them(self, world: World, is_late: bool) -> None:
        home, theirs = self.hand_over(world)
        if not is_late:
            world.put_in_force(theirs, by=world.second_rival())
        use_cases.settle_terms(actor=AUTHOR, estate_id=world.estate_id, at=instant(AFTER))
        if is_late:
            world.put_in_force(theirs, instant(AFTER), by=world.second_rival(instant(AFTER)))
        for day in (AFTER - timedelta(days=1), AFTER):
            assert self.paid(world, home, day) == [("物业服务费", "0.60", 1), ("地面车位", "100.00", 2)]
        assert places.estate_for(actor=AUTHOR, estate_id=world.estate_id).state == "mandated"


def test_the_right_to_the_estate_changes_hands_with_the_day(world: World) -> None:
    world.in_force()
    theirs = rivals_draft(world)
    world.attach_paper(theirs)
    world.tariff(theirs, actor=AUTHOR, starts_on=AFTER)
    world.put_in_force(theirs, by=world.second_rival())
    eve, day = instant(AFTER - timedelta(days=1)), instant(AFTER)
    assert world.manager(eve).may(Right.SEE_PEOPLE, world.estate_id)
    assert rights(world, world.rival(eve)) == ITSELF
    assert rights(world, world.manager(day)) == LEFT
    assert rights(world, world.manager(instant(AFTER + timedelta(days=90)))) == set()
    assert world.rival(day).may(Right.SEE_PEOPLE, world.estate_id)
