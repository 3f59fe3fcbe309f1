"""The list of an estate's people: masked on the page and in the file, in clear only for a reason that each can read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import audit, scope
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import NothingToOpen, ReasonTooShort
from laoyou.system.people.models import PersonalDataOpening
from laoyou.system.people.queries import RollFilter
from tests.personas import AUTHOR, NAMES, TELEPHONES, TODAY, City

pytestmark = pytest.mark.django_db
REASON = "通知业主参加十二月三日的业主大会"


def address(city: City, name: str, **query: str) -> str:
    found = reverse(f"operations:{name}", kwargs={"estate_id": city.estate_id})
    return found + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def table(answer: Any) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None
    return list(sheet.values)


def names_of(city: City, **wanted: Any) -> list[str]:
    with scope.estate(city.estate_id):
        page = queries.roll(
            actor=city.actor("desk"), estate_id=city.estate_id, day=TODAY.date(), wanted=RollFilter(**wanted)
        )
    return [row.name for row in page.rows]


def test_the_list_is_masked_in_the_order_of_homes_with_owners_first(city: City) -> None:
    assert names_of(city) == ["李**", "张**", "覃**", "周**"]
    shown = city.signed_in("desk").get(address(city, "people")).content.decode()
    assert "李**" in shown
    assert not any(NAMES[who] in shown or TELEPHONES[who] in shown for who in ("owner", "tenant", "elder"))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"role": "tenant"}, ["覃**"]),
        ({"search": "李秀"}, ["李**"]),
        ({"search": "lxl"}, ["李**"]),
        ({"search": "0004"}, ["周**"]),
        ({"search": "17000000003"}, ["覃**"]),
        ({"search": "3-2-502"}, ["周**"]),
        ({"search": "502"}, ["周**"]),
        ({"search": "%"}, []),
        ({"role": "king"}, ["李**", "张**", "覃**", "周**"]),
        ({"is_former": True}, []),
    ],
)
def test_the_list_is_narrowed(city: City, wanted: dict[str, Any], found: list[str]) -> None:
    assert names_of(city, **wanted) == found


def test_who_has_gone_is_found_apart(city: City) -> None:
    use_cases.end_bond(
        actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["tenant"], ends_before=TODAY.date(), at=TODAY
    )
    assert names_of(city, is_former=True) == ["覃**"]
    assert "覃**" not in names_of(city)


def test_the_file_holds_what_is_shown_masked(city: City) -> None:
    rows = table(city.signed_in("desk").get(address(city, "people_export", role="tenant")))
    assert len(rows) == 2
    assert rows[1][3:5] == ("覃**", "170****0003")
    assert PersonalDataOpening.objects.count() == 0


def test_in_clear_it_takes_a_reason_and_everybody_on_it_can_read_who_took_it(city: City) -> None:
    client = city.signed_in("desk")
    refused = client.post(address(city, "open_people"), {"reason": "要"})
    assert refused.status_code == 422
    assert "data-open" in refused.content.decode()
    rows = table(client.post(address(city, "open_people", search="3-2-501"), {"reason": REASON}))
    assert [row[3] for row in rows[1:]] == [NAMES["owner"], NAMES["co_owner"], NAMES["tenant"]]
    assert rows[1][4] == TELEPHONES["owner"]
    assert not any("502" in str(row[0]) for row in rows)
    owner, elder = city.actor("owner"), city.actor("elder")
    with scope.of_actor(owner):
        seen = queries.openings_of(owner)
    assert sorted(opening.field for opening in seen) == ["name", "telephone"]
    assert {(opening.who, opening.reason) for opening in seen} == {(NAMES["desk"], REASON)}
    with scope.of_actor(elder):
        assert queries.openings_of(elder) == []
    with scope.estate(city.estate_id):
        acts = audit.acts(estate_ids=[city.estate_id], area="people").rows
    assert [act.reason for act in acts if act.action == "people.roll_opened"] == [REASON]


def test_a_person_with_two_homes_is_written_down_once(city: City) -> None:
    use_cases.bind_person(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes["elder"],
        person_id=city.persons["tenant"],
        role="tenant",
        starts_on=TODAY.date(),
        at=TODAY,
    )
    rows = use_cases.open_roll(
        actor=city.actor("desk"), estate_id=city.estate_id, wanted=RollFilter(role="tenant"), reason=REASON, at=TODAY
    )
    assert len(rows) == 2
    with scope.estate(city.estate_id):
        assert PersonalDataOpening.objects.filter(person_id=city.persons["tenant"]).count() == 2


def test_an_empty_list_opens_nothing_and_a_short_reason_refuses(city: City) -> None:
    wanted = {"actor": city.actor("desk"), "estate_id": city.estate_id, "at": TODAY}
    with pytest.raises(NothingToOpen):
        use_cases.open_roll(**wanted, wanted=RollFilter(search="无此人"), reason=REASON)
    with pytest.raises(ReasonTooShort):
        use_cases.open_roll(**wanted, wanted=RollFilter(), reason="  ")


@pytest.mark.parametrize("who", ["street_official", "auditor"])
def test_officials_and_auditors_see_no_list_of_people(city: City, who: str) -> None:
    assert city.signed_in(who).get(address(city, "people")).status_code == 404
    with pytest.raises(NotAllowed):
        use_cases.open_roll(
            actor=city.actor(who), estate_id=city.estate_id, wanted=RollFilter(), reason=REASON, at=TODAY
        )


def test_strangers_find_nothing(city: City) -> None:
    assert city.signed_in("rival").get(address(city, "people_export")).status_code == 404
    assert Client().get(address(city, "people")).status_code == 302
    with pytest.raises(NotFound):
        use_cases.open_roll(
            actor=city.actor("rival"), estate_id=city.estate_id, wanted=RollFilter(), reason=REASON, at=TODAY
        )


def test_the_list_takes_as_many_queries_for_many_as_for_few(city: City, django_assert_max_num_queries: Any) -> None:
    client = city.signed_in("desk")
    with django_assert_max_num_queries(24):
        client.get(address(city, "people"))
