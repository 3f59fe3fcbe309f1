"""Mandates: drafted, in force, ended; what rests on them, and what ends with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates import errors, jobs, queries, use_cases
from laoyou.system.mandates.models import Mandate, MandateMove
from laoyou.system.mandates.rules.states import TRANSITIONS, MandateState, may_move
from laoyou.system.mandates.rules.terms import TermNote
from laoyou.system.places import queries as places
from tests.mandates.world import AT, AUTHOR, ENDS_BEFORE, STARTS_ON, World, instant
from tests.personas import paper


@pytest.fixture
def world(db: None) -> World:
    return World()


def state_of(world: World) -> str:
    return places.estate_for(actor=AUTHOR, estate_id=world.estate_id).state


class TestDrafting:
    def test_lets_a_manager_draft_where_nobody_serves(self, world: World) -> None:
        mandate_id = world.draft()
        with scope.estate(world.estate_id):
            mandate = queries.mandate_for(actor=world.manager(), estate_id=world.estate_id, mandate_id=mandate_id)
        assert (mandate.state, mandate.principal_name, mandate.company_name) == (
            "draft",
            "津头街道办事处",
            "片区物业运营中心",
        )

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"document_number": " "}, errors.DocumentNumberMissing, "document_number"),
            ({"scope_text": ""}, errors.ScopeMissing, "scope_text"),
            ({"ends_before": STARTS_ON}, errors.EndsBeforeItStarts, "ends_before"),
            ({"contract_basis": "friendship"}, errors.UnknownChoice, "contract_basis"),
            ({"fee_mode": "gift"}, errors.UnknownChoice, "fee_mode"),
            ({"principal_id": 0}, errors.UnknownChoice, "principal_id"),
            ({"contract_basis": "owners_committee"}, errors.PrincipalDoesNotFit, "principal_id"),
        ],
    )
    def test_refuses_what_the_law_asks_for_and_is_missing(
        self, world: World, changes: dict[str, object], refusal: type[errors.MandateRefusal], field: str
    ) -> None:
        with pytest.raises(refusal) as caught:
            world.draft(**changes)
        assert caught.value.field == field

    def test_refuses_a_draft_for_another_company(self, world: World) -> None:
        with pytest.raises(errors.NotYourCompany):
            world.draft(company_id=world.other_company)

    def test_refuses_a_rival_while_somebody_serves(self, world: World) -> None:
        world.in_force()
        rival = queries.actor_for(user_id=world.rival_id, at=AT)
        with pytest.raises(errors.ServedByAnother):
            world.draft(actor=rival, company_id=world.other_company)

    def test_hides_the_estate_from_who_may_not_draft(self, world: World) -> None:
        desk = queries.actor_for(user_id=world.desk_id, at=AT)
        with pytest.raises(NotFound):
            world.draft(actor=desk)

    def test_changes_a_draft_but_nothing_in_force(self, world: World) -> None:
        mandate_id = world.draft()
        changes = {
            "actor": world.manager(),
            "estate_id": world.estate_id,
            "mandate_id": mandate_id,
            "principal_id": world.committee,
            "contract_basis": "owners_committee",
            "fee_mode": "fee_plus",
            "document_number": "秀业〔2022〕1号",
            "scope_text": "全部",
            "starts_on": STARTS_ON,
            "ends_before": date(2024, 1, 1),
            "at": AT,
        }
        use_cases.edit_draft(**changes)
        world.attach_paper(mandate_id)
        world.tariff(mandate_id)
        world.put_in_force(mandate_id)
        with pytest.raises(errors.OnlyDraftsChange):
            use_cases.edit_draft(**changes)
        assert state_of(world) == "contracted"


class TestPuttingInForce:
    def test_makes_the_estate_mandated_under_a_street_office(self, world: World) -> None:
        mandate_id = world.in_force()
        assert state_of(world) == "mandated"
        with scope.estate(world.estate_id):
            moves = queries.moves_of_mandate(actor=AUTHOR, estate_id=world.estate_id, mandate_id=mandate_id)
        assert [(move.from_state, move.to_state) for move in moves] == [("draft", "in_force")]

    def test_refuses_a_second_one_of_the_company_on_the_same_days(self, world: World) -> None:
        world.in_force()
        second = world.draft(document_number="二号", starts_on=date(2023, 7, 20), ends_before=date(2024, 7, 20))
        with pytest.raises(errors.OverlapsAnother):
            world.put_in_force(second)

    def test_lets_one_follow_the_other_without_a_gap(self, world: World) -> None:
        first = world.in_force()
        second = world.in_force(document_number="二号", starts_on=ENDS_BEFORE, ends_before=date(2024, 7, 21))
        with scope.estate(world.estate_id):
            on = [queries.mandate_in_force(world.estate_id, day) for day in (STARTS_ON, ENDS_BEFORE)]
        assert [mandate.id if mandate else None for mandate in on] == [first, second]

    def test_is_guarded_by_the_database_when_the_check_is_passed_by(self, world: World) -> None:
        world.in_force()
        second = world.draft(document_number="二号")
        with scope.estate(world.estate_id), pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(id=second).update(state="in_force")

    def test_refuses_a_term_that_is_over(self, world: World) -> None:
        mandate_id = world.draft()
        with pytest.raises(errors.TermIsOver):
            world.put_in_force(mandate_id, instant(ENDS_BEFORE), world.deputy())

    def test_refuses_it_twice(self, world: World) -> None:
        mandate_id = world.in_force()
        with pytest.raises(errors.NoSuchStep):
            world.put_in_force(mandate_id)

    def test_refuses_one_without_its_paper(self, world: World) -> None:
        mandate_id = world.draft()
        world.tariff(mandate_id)
        with pytest.raises(errors.PaperMissing):
            world.put_in_force(mandate_id)

    def test_refuses_one_without_a_price_of_the_property_service(self, world: World) -> None:
        mandate_id = world.draft()
        world.attach_paper(mandate_id)
        world.tariff(mandate_id, item="lift", name="电梯费")
        with pytest.raises(errors.PriceMissing):
            world.put_in_force(mandate_id)
        world.tariff(mandate_id)
        world.put_in_force(mandate_id)

    def test_refuses_whoever_drafted_it(self, world: World) -> None:
        mandate_id = ready(world)
        with pytest.raises(errors.SamePerson):
            world.put_in_force(mandate_id, by=world.manager())
        world.put_in_force(mandate_id, by=world.deputy())
        assert state_of(world) == "mandated"

    @pytest.mark.parametrize("what", ["facts", "price", "price taken back", "paper"])
    def test_refuses_whoever_changed_it_last(self, world: World, what: str) -> None:
        mandate_id = ready(world)
        deputy = world.deputy()
        if what == "facts":
            edit(world, mandate_id, deputy)
        elif what == "paper":
            world.attach_paper(mandate_id, by=deputy)
        else:
            tariff_id = world.tariff(mandate_id, actor=deputy, item="lift", name="电梯费")
            if what == "price taken back":
                edit(world, mandate_id, world.manager())
                use_cases.drop_tariff(actor=deputy, estate_id=world.estate_id, tariff_id=tariff_id, at=AT)
        for who in (deputy, world.manager()):
            with pytest.raises(errors.SamePerson):
                world.put_in_force(mandate_id, by=who)
        edit(world, mandate_id, world.manager())
        world.put_in_force(mandate_id, by=deputy)

    def test_is_not_for_the_calendar(self, world: World) -> None:
        mandate_id = ready(world)
        with pytest.raises(NotAllowed):
            world.put_in_force(mandate_id, by=AUTHOR)

    def test_takes_no_file_for_a_paper_that_was_handed_in_for_something_else(self, world: World) -> None:
        mandate_id = world.draft()
        with scope.estate(world.estate_id):
            file_id = files.store(
                estate_id=world.estate_id, name="票据.pdf", content=paper(), purpose="voucher", actor=AUTHOR, at=AT
            )
        with pytest.raises(errors.NotAPaper):
            use_cases.attach_document(
                actor=world.manager(), estate_id=world.estate_id, mandate_id=mandate_id, file_id=file_id, at=AT
            )

    @pytest.mark.parametrize(
        "facts",
        [
            {"document_id": None},
            {"put_in_force_by": None},
            {"drafted_by": F("put_in_force_by")},
            {"edited_by": F("put_in_force_by")},
        ],
    )
    def test_needs_paper_and_two_people_in_the_database_too(self, world: World, facts: dict[str, object]) -> None:
        mandate_id = world.in_force()
        with scope.estate(world.estate_id), pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(id=mandate_id).update(**facts)


def ready(world: World) -> int:
    """Return a draft of the manager with paper and price."""
    mandate_id = world.draft()
    world.attach_paper(mandate_id, by=world.manager())
    world.tariff(mandate_id, actor=world.manager())
    return mandate_id


def edit(world: World, mandate_id: int, actor: Actor) -> None:
    use_cases.edit_draft(
        actor=actor,
        estate_id=world.estate_id,
        mandate_id=mandate_id,
        principal_id=world.street_office,
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="津街委〔2022〕7号",
        scope_text="保洁、秩序、绿化、维修、公示",
        starts_on=STARTS_ON,
        ends_before=ENDS_BEFORE,
        at=AT,
    )


class TestTheTable:
    def test_leads_nowhere_from_the_end(self) -> None:
        assert TRANSITIONS[MandateState.ENDED] == TRANSITIONS[MandateState.WITHDRAWN] == frozenset()
        assert not any(may_move(state, MandateState.DRAFT) for state in MandateState)


class TestEnding:
    def end(self, world: World, mandate_id: int, on: date, at: datetime) -> None:
        use_cases.end_mandate(
            actor=AUTHOR, estate_id=world.estate_id, mandate_id=mandate_id, ended_on=on, reason="街道另有安排", at=at
        )

    def test_takes_the_access_along_at_once(self, world: World) -> None:
        mandate_id = world.in_force()
        before = instant(date(2022, 12, 1))
        assert world.manager(before).may(Right.SEE_PEOPLE, world.estate_id)
        self.end(world, mandate_id, date(2022, 12, 1), before)
        for user_id in (world.desk_id, world.rival_id):
            actor = queries.actor_for(user_id=user_id, at=before)
            with pytest.raises(NotFound):
                places.estate_for(actor=actor, estate_id=world.estate_id)
        assert not world.manager(before).may(Right.SEE_PEOPLE, world.estate_id)
        assert state_of(world) == "unmanaged"

    def test_leaves_the_days_before_as_they_were(self, world: World) -> None:
        mandate_id = world.in_force()
        self.end(world, mandate_id, date(2022, 12, 1), instant(date(2022, 12, 1)))
        with scope.estate(world.estate_id):
            served = queries.mandate_in_force(world.estate_id, date(2022, 11, 30))
            after = queries.mandate_in_force(world.estate_id, date(2022, 12, 1))
        assert served is not None
        assert served.id == mandate_id
        assert after is None

    def test_goes_on_until_an_end_still_to_come(self, world: World) -> None:
        mandate_id = world.in_force()
        self.end(world, mandate_id, date(2023, 3, 1), instant(date(2022, 12, 1)))
        assert state_of(world) == "mandated"
        assert world.manager(instant(date(2023, 2, 28))).may(Right.SEE_PEOPLE, world.estate_id)
        assert not world.manager(instant(date(2023, 3, 1))).may(Right.SEE_PEOPLE, world.estate_id)

    def test_leaves_the_estate_to_its_successor(self, world: World) -> None:
        first = world.in_force()
        world.in_force(
            principal_id=world.committee,
            contract_basis="owners_committee",
            document_number="二号",
            starts_on=ENDS_BEFORE,
            ends_before=date(2024, 7, 21),
        )
        self.end(world, first, ENDS_BEFORE, instant(ENDS_BEFORE))
        assert state_of(world) == "contracted"

    @pytest.mark.parametrize("day", [STARTS_ON, ENDS_BEFORE + timedelta(days=1)])
    def test_refuses_an_end_outside_its_term(self, world: World, day: date) -> None:
        mandate_id = world.in_force()
        with pytest.raises(errors.EndOutsideTerm):
            self.end(world, mandate_id, day, instant(date(2022, 12, 1)))

    def test_refuses_to_end_a_draft(self, world: World) -> None:
        with pytest.raises(errors.NoSuchStep):
            self.end(world, world.draft(), date(2022, 12, 1), instant(date(2022, 12, 1)))

    def test_happens_by_itself_when_the_term_is_over(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        mandate_id = world.in_force()
        monkeypatch.setattr(jobs.clock, "now", lambda: instant(ENDS_BEFORE))
        assert queries.estates_with_terms_over(ENDS_BEFORE - timedelta(days=1)) == []
        for _ in range(2):
            jobs.settle_terms(timestamp=0)
        with scope.estate(world.estate_id):
            assert Mandate.objects.get(id=mandate_id).state == "ended"
            assert MandateMove.objects.filter(mandate_id=mandate_id, to_state="ended").count() == 1
        assert state_of(world) == "unmanaged"


class TestWithdrawing:
    def test_takes_a_draft_back_and_leaves_the_estate_alone(self, world: World) -> None:
        mandate_id = world.draft()
        use_cases.withdraw_mandate(
            actor=world.manager(), estate_id=world.estate_id, mandate_id=mandate_id, reason="街道不同意", at=AT
        )
        assert state_of(world) == "unmanaged"

    def test_calls_off_one_in_force_before_its_first_day_only(self, world: World) -> None:
        mandate_id = world.in_force()
        with pytest.raises(errors.NotBegunCanBeWithdrawn):
            use_cases.withdraw_mandate(
                actor=AUTHOR,
                estate_id=world.estate_id,
                mandate_id=mandate_id,
                reason="反悔",
                at=instant(STARTS_ON),
            )
        use_cases.withdraw_mandate(actor=AUTHOR, estate_id=world.estate_id, mandate_id=mandate_id, reason="反悔", at=AT)
        assert state_of(world) == "unmanaged"
        with scope.estate(world.estate_id):
            assert queries.mandate_in_force(world.estate_id, STARTS_ON) is None


class TestRights:
    def test_come_with_the_first_day_of_the_mandate(self, world: World) -> None:
        world.in_force()
        on_the_eve, on_the_day = (
            world.manager(instant(STARTS_ON - timedelta(days=1))),
            world.manager(instant(STARTS_ON)),
        )
        assert not on_the_eve.may(Right.ISSUE_BILLS, world.estate_id)
        assert on_the_day.may(Right.ISSUE_BILLS, world.estate_id)

    def test_before_a_mandate_a_manager_may_survey_and_draft_only(self, world: World) -> None:
        manager = world.manager()
        assert {right for right in Right if manager.may(right, world.estate_id)} == {
            Right.SEE_ESTATE,
            Right.SEE_MANDATES,
            Right.EDIT_PLACES,
            Right.EDIT_MANDATES,
        }

    def test_give_a_rival_nothing(self, world: World) -> None:
        world.in_force()
        rival = queries.actor_for(user_id=world.rival_id, at=instant(STARTS_ON))
        assert rival.estate_ids == {0}
        with scope.of_actor(rival), pytest.raises(NotFound):
            queries.mandates_for(actor=rival, estate_id=world.estate_id)

    def test_are_found_in_few_queries(self, world: World) -> None:
        world.in_force()
        with CaptureQueriesContext(connection) as seen:
            world.manager(instant(STARTS_ON))
        assert len([query for query in seen if " FROM " in query["sql"]]) <= 4


class TestTerms:
    def test_warn_of_an_end_and_of_six_months_without_a_vote(self, world: World) -> None:
        world.in_force()
        for day, expected in (
            (date(2022, 12, 1), []),
            (date(2023, 1, 21), [TermNote.SIX_MONTHS_OVER]),
            (date(2023, 5, 1), [TermNote.ENDS_SOON, TermNote.SIX_MONTHS_OVER]),
        ):
            manager = world.manager(instant(day))
            with scope.of_actor(manager):
                ending = queries.mandates_ending(actor=manager, within_days=90, day=day)
            assert [note for mandate in ending for note in mandate.notes_on(day)] == expected

    def test_show_nothing_to_a_stranger(self, world: World) -> None:
        world.in_force()
        rival = queries.actor_for(user_id=world.rival_id, at=instant(date(2023, 5, 1)))
        with scope.of_actor(rival):
            assert queries.mandates_ending(actor=rival, within_days=365, day=date(2023, 5, 1)) == []


class TestWhatAnybodyMayKnow:
    def test_says_who_serves_under_what_and_at_which_price(self, world: World) -> None:
        world.tariff(world.in_force())
        public = queries.public_mandate(world.estate_id, date(2022, 12, 1))
        assert public is not None
        assert (public.mandate.company_name, public.mandate.last_day) == ("片区物业运营中心", date(2023, 7, 20))
        assert not public.mandate.may_carry_late_penalty
        assert [(tariff.name, tariff.plain_rate) for tariff in public.tariffs] == [("物业服务费", "0.60")]

    def test_says_nothing_without_a_mandate(self, world: World) -> None:
        world.draft()
        assert queries.public_mandate(world.estate_id, STARTS_ON) is None
