"""Search over the actor's estates."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from laoyou.infra import scope
from laoyou.system.people import queries, use_cases
from laoyou.system.people.models import Person
from laoyou.system.people.queries.search import Found
from tests.personas import AUTHOR, TODAY, City

pytestmark = pytest.mark.django_db


def found(city: City, text: str, who: str = "desk") -> Found:
    actor = city.actor(who)
    with scope.of_actor(actor):
        return queries.search(actor=actor, text=text, day=TODAY.date())


@pytest.mark.parametrize("text", ["李秀兰", "李秀", "李", "lxl", "LX", "17000000001", "170 0000 0001", "0001"])
def test_a_person_is_found(city: City, text: str) -> None:
    hits = found(city, text).persons
    assert [(hit.name, hit.telephone, hit.estate) for hit in hits] == [("李**", "170****0001", "秀山花园")]
    assert [(home.label, home.role) for home in hits[0].homes] == [("3栋2单元501", "owner")]


def test_a_surname_is_found_as_it_is_read(city: City) -> None:
    assert [hit.name for hit in found(city, "qxm").persons] == ["覃**"]


@pytest.mark.parametrize("text", ["3-2-501", "3栋2单元501", "3栋501", "501"])
def test_a_home_is_found_with_its_people(city: City, text: str) -> None:
    assert [(hit.label, hit.people) for hit in found(city, text).homes] == [("3栋2单元501", ("李**", "张**", "覃**"))]


def test_an_estate_is_found_by_its_initials(city: City) -> None:
    assert [estate.name for estate in found(city, "xshy").estates] == ["秀山花园"]


@pytest.mark.parametrize("text", ["陆远", "ly", "17000000006", "1-1-101", "xzxy"])
def test_other_peoples_estates_are_not_searched(city: City, text: str) -> None:
    assert found(city, text).is_empty


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", "\\", "李%", "a" * 200, "兰"])
def test_odd_texts_find_nothing_and_break_nothing(city: City, text: str) -> None:
    assert found(city, text).is_empty


def test_officials_find_homes_but_no_people(city: City) -> None:
    assert found(city, "李秀兰", "street_official").is_empty
    (home,) = found(city, "3-2-501", "street_official").homes
    assert home.people == ()


def test_a_long_list_is_cut_and_says_so(city: City) -> None:
    for number in range(52):
        use_cases.add_person(actor=AUTHOR, estate_id=city.estate_id, name=f"蒙{number}", at=TODAY)
    seen = found(city, "蒙")
    assert len(seen.persons) == 50
    assert seen.is_cut


@pytest.mark.parametrize("text", ["李秀兰", "lxl", "0001", "3-2-501"])
def test_a_search_costs_few_queries(city: City, text: str) -> None:
    actor = city.actor("desk")
    with (
        scope.of_actor(actor),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        queries.search(actor=actor, text=text, day=TODAY.date())
    assert len(asked) <= 5


@pytest.mark.parametrize(
    ("text", "index"),
    [("李秀", "person_by_name"), ("lxl", "person_by_initials"), ("0001", "person_by_tail")],
)
def test_a_search_uses_an_index_under_row_level_security(city: City, text: str, index: str) -> None:
    actor = city.actor("desk")
    with scope.of_actor(actor):
        Person.objects.bulk_create(  # with a handful of rows any index is as good as another
            Person(estate_id=city.estate_id, name=f"甲{n}", initials=f"j{n}", telephone=str(n), created_at=TODAY)
            for n in range(100_000, 102_000)
        )
        with CaptureQueriesContext(connection) as asked:
            queries.search(actor=actor, text=text, day=TODAY.date())
        statement = next(query["sql"] for query in asked if '"people_person"' in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
    condition = plan[plan.index("Index Cond") :].splitlines()[0]
    assert index in plan
    assert condition.count("=") >= 2, plan  # the estate and the text, not the estate alone
