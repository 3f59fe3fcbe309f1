"""Opening estates and the steps of their life."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.models import AuditRow
from laoyou.system.places import errors, queries, use_cases
from laoyou.system.places.models import Division, Estate, EstateMove
from laoyou.system.places.rules import estate_states
from laoyou.system.places.rules.estate_states import EstateState

AT = datetime(2022, 7, 20, 2, 0, tzinfo=UTC)
JINTOU = "450103005"


def manager(estate_id: int = 0) -> Actor:
    rights = {0: frozenset({Right.OPEN_ESTATE})}
    if estate_id:
        rights[estate_id] = frozenset({Right.SEE_ESTATE, Right.EDIT_PLACES, Right.EDIT_MANDATES})
    return Actor(kind=ActorKind.STAFF, name="韦敏", user_id=7, organisation_id=70, role="manager", rights=rights)


def stranger() -> Actor:
    return Actor(kind=ActorKind.STAFF, name="路人", user_id=9, rights={0: frozenset(), 4_000_000: frozenset(Right)})


def opened(code: str = "XSHY", name: str = "秀山花园", **facts: object) -> int:
    return use_cases.open_estate(
        actor=manager(),
        code=code,
        name=name,
        street_office_code=JINTOU,
        at=AT,
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.django_db
class TestTheTree:
    def test_knows_the_city_its_districts_and_138_street_offices_and_towns(self) -> None:
        counts = {
            level: Division.objects.filter(level=level).count() for level in ("city", "district", "street_office")
        }
        assert counts == {"city": 1, "district": 12, "street_office": 138}

    def test_puts_each_street_office_under_its_district(self) -> None:
        jintou = next(street for street in queries.streets() if street.code == JINTOU)
        assert (jintou.name, jintou.district) == ("津头街道", "青秀区")
        assert sum(len(district.streets) for district in queries.districts()) == 138

    def test_adds_a_community_once_and_counts_on_from_the_last(self) -> None:
        opened("A1", community_name="秀山社区")
        opened("A2", community_name="秀山社区")
        opened("A3", community_name="东盟社区")
        assert [(one.code, one.name) for one in queries.communities(JINTOU)] == [
            ("450103005001", "秀山社区"),
            ("450103005002", "东盟社区"),
        ]


@pytest.mark.django_db
class TestOpeningAnEstate:
    def test_enters_it_as_unmanaged_with_initials_and_a_public_key_nobody_guesses(self) -> None:
        estate_id = opened(community_name="秀山社区", households=997)
        with scope.estate(estate_id):
            estate = queries.estate_for(actor=manager(estate_id), estate_id=estate_id)
            assert AuditRow.objects.filter(action="places.estate_opened", subject_id=estate_id).count() == 1
        assert (estate.state, estate.initials, estate.where) == ("unmanaged", "xshy", "青秀区 津头街道 秀山社区")
        assert len(estate.public_key) == 10
        assert queries.estate_by_public_key(estate.public_key.lower()).id == estate_id

    def test_refuses_a_code_that_another_estate_has(self) -> None:
        opened()
        with pytest.raises(errors.EstateCodeTaken):
            opened(code=" xshy ")

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"code": "秀山"}, errors.EstateCodeWrong),
            ({"name": "  "}, errors.NameMissing),
            ({"name": "长" * 61}, errors.TooLong),
            ({"year_built": 1850}, errors.YearWrong),
            ({"households": 0}, errors.HouseholdsWrong),
            ({"lat": 22}, errors.NotOnTheMap),
        ],
    )
    def test_refuses_nonsense_at_its_field(self, facts: dict[str, object], refusal: type[errors.PlaceRefusal]) -> None:
        with pytest.raises(refusal) as caught:
            opened(**facts)
        assert caught.value.field in {*facts, "code", "name"}

    def test_refuses_a_street_office_that_is_a_district(self) -> None:
        with pytest.raises(errors.NoSuchStreetOffice):
            use_cases.open_estate(actor=manager(), code="X1", name="某", street_office_code="450103", at=AT)

    def test_needs_the_right_in_the_centre(self) -> None:
        with pytest.raises(NotAllowed):
            use_cases.open_estate(actor=stranger(), code="X1", name="某", street_office_code=JINTOU, at=AT)


@pytest.mark.django_db
class TestTheLifeOfAnEstate:
    def test_goes_to_survey_and_writes_the_step_down(self) -> None:
        estate_id = opened()
        use_cases.move_estate(
            actor=manager(estate_id), estate_id=estate_id, to_state="survey", reason="原公司撤场", at=AT
        )
        with scope.estate(estate_id):
            (move,) = queries.moves_of_estate(actor=manager(estate_id), estate_id=estate_id)
        assert (move.from_state, move.to_state, move.reason, move.actor) == (
            "unmanaged",
            "survey",
            "原公司撤场",
            "staff:7",
        )

    def test_lets_nobody_make_it_mandated_by_hand(self) -> None:
        estate_id = opened()
        with pytest.raises(errors.OnlyByMandate):
            use_cases.move_estate(
                actor=manager(estate_id), estate_id=estate_id, to_state="mandated", reason="想", at=AT
            )

    def test_asks_for_a_reason(self) -> None:
        estate_id = opened()
        with pytest.raises(errors.ReasonMissing):
            use_cases.move_estate(actor=manager(estate_id), estate_id=estate_id, to_state="survey", reason=" ", at=AT)

    def test_refuses_a_step_to_where_it_stands_or_to_nowhere(self) -> None:
        estate_id = opened()
        for state in ("unmanaged", "sold"):
            with pytest.raises(errors.NoSuchStep):
                use_cases.move_estate(actor=manager(estate_id), estate_id=estate_id, to_state=state, reason="试", at=AT)

    def test_hides_it_from_a_stranger(self) -> None:
        estate_id = opened()
        with pytest.raises(NotFound):
            use_cases.move_estate(actor=stranger(), estate_id=estate_id, to_state="survey", reason="看看", at=AT)
        with pytest.raises(NotFound):
            queries.estate_for(actor=stranger(), estate_id=estate_id)
        assert queries.estates_for(actor=stranger()) == []

    @given(st.lists(st.sampled_from(list(EstateState)), max_size=12))
    def test_never_leaves_the_table_and_never_serves_by_hand(self, wishes: list[EstateState]) -> None:
        state = EstateState.UNMANAGED
        for wish in wishes:
            if estate_states.may_move_by_hand(state, wish):
                assert estate_states.may_move(state, wish)
                state = wish
            assert not estate_states.is_served(state)

    def test_every_served_state_can_be_left_for_unmanaged(self) -> None:
        for state in EstateState:
            if estate_states.is_served(state):
                assert estate_states.may_move(state, EstateState.UNMANAGED)
            assert not estate_states.may_move(state, state)


@pytest.mark.django_db
class TestFindingEstates:
    def test_by_name_by_pinyin_initials_and_by_code(self) -> None:
        xiushan, nanhu = opened(), opened(code="NH-1", name="南湖新苑")
        everything = system("test")
        assert [one.id for one in queries.estates_for(actor=everything, search="秀山")] == [xiushan]
        assert [one.id for one in queries.estates_for(actor=everything, search="nhx")] == [nanhu]
        assert [one.id for one in queries.estates_for(actor=everything, search="nh-")] == [nanhu]
        assert queries.estates_for(actor=everything, search="没有") == []

    def test_shows_the_manager_their_own_only(self) -> None:
        mine, _ = opened(), opened(code="NH-1", name="南湖新苑")
        assert [one.id for one in queries.estates_for(actor=manager(mine))] == [mine]
        assert queries.estates_page(actor=manager(mine), state="survey").total == 0
        assert queries.state_counts(actor=manager(mine))["unmanaged"] == 1

    def test_counts_as_the_openers_until_somebody_serves_it(self) -> None:
        estate_id = opened()
        assert queries.estates_opened_by(70) == [estate_id]
        use_cases.follow_mandate(
            actor=manager(), estate_id=estate_id, to_state=EstateState.MANDATED, reason="委托生效", at=AT
        )
        assert queries.estates_opened_by(70) == []


@pytest.mark.django_db
class TestEditingAnEstate:
    def test_changes_the_facts_and_says_which(self) -> None:
        estate_id = opened()
        use_cases.edit_estate(
            actor=manager(estate_id),
            estate_id=estate_id,
            name="秀山花园一期",
            street_office_code=JINTOU,
            community_name="秀山社区",
            at=AT,
        )
        estate = Estate.objects.get(id=estate_id)
        assert (estate.name, estate.initials, estate.code) == ("秀山花园一期", "xshyyq", "XSHY")
        with scope.estate(estate_id):
            row = AuditRow.objects.get(action="places.estate_edited")
        assert row.details["fields"] == "community_id, initials, name"

    def test_leaves_who_supervises_it_alone_under_a_mandate(self) -> None:
        estate_id = opened()
        facts = {"actor": manager(estate_id), "estate_id": estate_id, "name": "秀山花园", "at": AT}
        use_cases.follow_mandate(
            actor=manager(), estate_id=estate_id, to_state=EstateState.MANDATED, reason="委托生效", at=AT
        )
        with pytest.raises(errors.SupervisorStays):
            use_cases.edit_estate(**facts, street_office_code="450103001")
        use_cases.edit_estate(**facts, street_office_code=JINTOU, community_name="秀山社区")
        with pytest.raises(errors.SupervisorStays):
            use_cases.edit_estate(**facts, street_office_code=JINTOU, community_name="凤翔社区")
        follow = {"actor": manager(), "estate_id": estate_id, "reason": "委托终止", "at": AT}
        use_cases.follow_mandate(**follow, to_state=EstateState.UNMANAGED)
        use_cases.edit_estate(**facts, street_office_code="450103001")

    def test_writes_nothing_when_nothing_changed(self) -> None:
        estate_id = opened()
        use_cases.edit_estate(
            actor=manager(estate_id), estate_id=estate_id, name="秀山花园", street_office_code=JINTOU, at=AT
        )
        with scope.estate(estate_id):
            assert not AuditRow.objects.filter(action="places.estate_edited").exists()
            assert not EstateMove.objects.exists()
