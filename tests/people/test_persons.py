"""Persons, what binds them to homes, relatives who act, masked data."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import (
    AlreadyBound,
    AlreadyDelegated,
    EndBeforeStart,
    HasEnded,
    IdentityNumberTaken,
    NotAnIdentityNumber,
    NothingToOpen,
    NotYourself,
    ReasonTooShort,
    SharesMixed,
    SharesTooMany,
)
from laoyou.system.people.models import Person
from tests.personas import AUTHOR, NAMES, TELEPHONES, TODAY, City

pytestmark = pytest.mark.django_db
ID_NUMBER = "11010519491231002X"
SINCE = date(2022, 7, 1)


def record(city: City, name: str = "黄文", **more: str) -> int:
    return use_cases.add_person(actor=city.actor("desk"), estate_id=city.estate_id, name=name, at=TODAY, **more)


def bind(
    city: City, person_id: int, *, home: str = "owner", role: str = "owner", share: tuple[int, int] = (1, 1)
) -> int:
    return use_cases.bind_person(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes[home],
        person_id=person_id,
        role="owner",
        share_parts=share[0],
        share_whole=share[1],
        starts_on=SINCE,
        at=TODAY,
    )


def at_home(
    city: City, *, who: str = "desk", home: str = "owner", day: date = date(2022, 12, 30)
) -> list[queries.PersonOfHome]:
    actor = city.actor(who)
    with scope.of_actor(actor):
        return queries.people_of_home(actor=actor, estate_id=city.estate_id, home_id=city.homes[home], day=day)


def names_at_home(city: City, day: date, home: str = "owner") -> list[str]:
    return [person.name for person in at_home(city, day=day, home=home)]


def test_a_home_lists_owners_first_and_masked(city: City) -> None:
    seen = at_home(city)
    assert [(row.name, row.telephone, row.role, row.share) for row in seen] == [
        ("李**", "170****0001", "owner", "1/2"),
        ("张**", "170****0002", "owner", "1/2"),
        ("覃**", "170****0003", "tenant", ""),
    ]


def test_a_resident_sees_their_own_name_only(city: City) -> None:
    seen = at_home(city, who="owner")
    assert [(row.name, row.is_me) for row in seen] == [("李秀兰", True), ("张**", False), ("覃**", False)]


@pytest.mark.parametrize("who", ["stranger", "elder"])
def test_strangers_to_a_home_see_nobody(city: City, who: str) -> None:
    with pytest.raises(NotFound):
        at_home(city, who=who)


def test_owners_may_not_hold_more_than_the_home(city: City) -> None:
    with pytest.raises(SharesTooMany):
        bind(city, record(city), share=(1, 3))


def test_joint_ownership_and_shares_do_not_mix(city: City) -> None:
    with pytest.raises(SharesMixed):
        bind(city, record(city), share=(1, 1))


def test_several_joint_owners_hold_one_home(city: City) -> None:
    bind(city, record(city), home="elder")
    assert names_at_home(city, TODAY.date(), "elder") == ["周**", "黄*"]


def test_one_owner_holds_several_homes(city: City) -> None:
    bind(city, city.persons["owner"], home="elder")
    assert {home for _, home in city.actor("owner").homes} == {city.homes["owner"], city.homes["elder"]}


def test_the_same_bond_is_not_made_twice(city: City) -> None:
    with pytest.raises(AlreadyBound):
        bind(city, city.persons["elder"], home="elder")


def test_an_ended_bond_is_over_on_its_day_and_not_before(city: City) -> None:
    use_cases.end_bond(
        actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["tenant"], ends_before=date(2022, 12, 30), at=TODAY
    )
    assert "覃**" in names_at_home(city, date(2022, 12, 29))
    assert "覃**" not in names_at_home(city, date(2022, 12, 30))
    assert not city.actor("tenant").homes


def test_an_ended_bond_frees_its_share(city: City) -> None:
    use_cases.end_bond(
        actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["co_owner"], ends_before=SINCE, at=TODAY
    )
    bind(city, record(city), share=(1, 2))
    assert names_at_home(city, TODAY.date())[:2] == ["李**", "黄*"]


def test_a_bond_ends_after_it_began_and_once(city: City) -> None:
    with pytest.raises(EndBeforeStart):
        use_cases.end_bond(
            actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["owner"], ends_before=date(2022, 1, 1), at=TODAY
        )
    use_cases.end_bond(actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["owner"], ends_before=SINCE, at=TODAY)
    with pytest.raises(HasEnded):
        use_cases.end_bond(
            actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["owner"], ends_before=SINCE, at=TODAY
        )


def test_a_home_changes_hands_on_a_day(city: City) -> None:
    buyer = record(city, "新业主")
    use_cases.hand_over_home(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        person_ids=[buyer],
        on=date(2022, 12, 1),
        at=TODAY,
    )
    assert names_at_home(city, date(2022, 11, 30))[:2] == ["李**", "张**"]
    assert names_at_home(city, date(2022, 12, 1)) == ["新**", "覃**"]


def test_an_identity_number_is_encrypted_and_unique_in_the_estate(city: City) -> None:
    person_id = record(city, id_number=ID_NUMBER)
    with scope.estate(city.estate_id):
        assert ID_NUMBER.encode() not in bytes(Person.objects.get(id=person_id).id_number or b"")
    with pytest.raises(IdentityNumberTaken):
        record(city, "另一位", id_number=ID_NUMBER.lower())


@pytest.mark.parametrize("number", ["110105194912310021", "123", "11010519491331002X"])
def test_refuses_an_identity_number_that_can_not_be(city: City, number: str) -> None:
    with pytest.raises(NotAnIdentityNumber):
        record(city, id_number=number)


def test_opening_shows_the_field_and_writes_down_who_and_why(city: City) -> None:
    text = use_cases.open_personal_data(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        person_id=city.persons["owner"],
        field="telephone",
        reason="回电问漏水",
        at=TODAY,
    )
    assert text == TELEPHONES["owner"]
    with scope.of_actor(city.actor("owner")):
        seen = queries.openings_of(city.actor("owner"))
    assert [(row.who, row.field, row.reason) for row in seen] == [(NAMES["desk"], "telephone", "回电问漏水")]
    with scope.of_actor(city.actor("co_owner")):
        assert queries.openings_of(city.actor("co_owner")) == []


@pytest.mark.parametrize("reason", ["", "abc", "  a  ", "   "])
def test_refuses_to_open_without_a_reason(city: City, reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        use_cases.open_personal_data(
            actor=city.actor("desk"),
            estate_id=city.estate_id,
            person_id=city.persons["owner"],
            field="name",
            reason=reason,
            at=TODAY,
        )


def test_an_empty_field_is_not_opened_and_not_written_down(city: City) -> None:
    with pytest.raises(NothingToOpen):
        use_cases.open_personal_data(
            actor=city.actor("desk"),
            estate_id=city.estate_id,
            person_id=city.persons["owner"],
            field="id_number",
            reason="核对身份证",
            at=TODAY,
        )
    with scope.of_actor(city.actor("owner")):
        assert queries.openings_of(city.actor("owner")) == []


@pytest.mark.parametrize(
    ("who", "refusal"), [("street_official", NotAllowed), ("rival", NotFound), ("owner", NotAllowed)]
)
def test_only_the_estates_own_desk_opens_data(city: City, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        use_cases.open_personal_data(
            actor=city.actor(who),
            estate_id=city.estate_id,
            person_id=city.persons["owner"],
            field="name",
            reason="就是想看看",
            at=TODAY,
        )


def test_a_relative_sees_the_home_and_both_are_told(city: City) -> None:
    assert city.actor("relative").homes.keys() == {(city.estate_id, city.homes["elder"])}
    with scope.everything():
        told = [row.receiver for row in queries.outbox(AUTHOR) if NAMES["relative"][0] in row.text]
    assert sorted(told) == sorted([TELEPHONES["elder"], TELEPHONES["relative"]])


def test_both_sides_see_the_delegation(city: City) -> None:
    with scope.of_actor(city.actor("elder")):
        assert [row.name for row in queries.relatives_of(actor=city.actor("elder"), day=TODAY.date())] == ["周小敏"]
    with scope.of_actor(city.actor("relative")):
        mine = queries.residents_acted_for(actor=city.actor("relative"), day=TODAY.date())
        assert [(row.resident, row.relation) for row in mine] == [("周**", "女儿")]
        acting_for = queries.acting_for(
            actor=city.actor("relative"),
            estate_id=city.estate_id,
            home_id=city.homes["elder"],
            day=TODAY.date(),
        )
        assert acting_for == "周**"


@pytest.mark.parametrize("who", ["elder", "relative", "desk"])
def test_either_side_or_the_desk_ends_a_delegation_at_once(city: City, who: str) -> None:
    use_cases.revoke_delegation(
        actor=city.actor(who), estate_id=city.estate_id, delegation_id=city.delegation_id, at=TODAY
    )
    assert not city.actor("relative").homes


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_nobody_else_ends_a_delegation(city: City, who: str) -> None:
    with pytest.raises(NotFound):
        use_cases.revoke_delegation(
            actor=city.actor(who), estate_id=city.estate_id, delegation_id=city.delegation_id, at=TODAY
        )


def delegate(city: City, who: str, telephone: str = "17000000040", person: str = "elder") -> int:
    return use_cases.delegate(
        actor=city.actor(who),
        estate_id=city.estate_id,
        person_id=city.persons[person],
        telephone=telephone,
        name="周强",
        relation="儿子",
        at=TODAY,
    )


def test_a_resident_names_a_relative_themself(city: City) -> None:
    assert delegate(city, "elder")


def test_a_relative_can_not_pass_it_on(city: City) -> None:
    with pytest.raises(NotFound):
        delegate(city, "relative")


def test_a_resident_names_nobody_for_somebody_else(city: City) -> None:
    with pytest.raises(NotFound):
        delegate(city, "owner")


def test_the_same_relative_is_not_named_twice(city: City) -> None:
    with pytest.raises(AlreadyDelegated):
        delegate(city, "elder", TELEPHONES["relative"])


def test_nobody_is_their_own_relative(city: City) -> None:
    with pytest.raises(NotYourself):
        delegate(city, "elder", TELEPHONES["elder"])
