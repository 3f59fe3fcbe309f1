"""Work orders from opening to the bill, through use cases."""

from __future__ import annotations

import io
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from PIL import Image

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, clock, events, files, messages, scope
from laoyou.infra.actor import Actor
from laoyou.system.billing import queries as billing
from laoyou.system.work.crews import queries as crew_queries
from laoyou.system.work.crews import use_cases as crews
from laoyou.system.work.crews.rules.shifts import Hours
from laoyou.system.work.orders import queries, use_cases
from laoyou.system.work.orders.errors import (
    CrewElsewhere,
    CrewLacksSkill,
    NotYourOrder,
    OrderMoved,
    PhotoMissing,
    QuoteWaits,
    WaitsForAnother,
)
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.orders.rules.materials import Used
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 30)


def crew_of(city: City, name: str = "水电一班", who: str = "worker", skills: tuple[str, ...] = ("plumbing",)) -> int:
    manager = city.actor("manager")
    crew_id = crews.add_crew(actor=manager, name=name, skills=skills, mode="ebike", at=TODAY)
    crews.add_member(actor=manager, crew_id=crew_id, user_id=city.users[who], at=TODAY)
    return crew_id


def opened(city: City, **more: object) -> int:
    given = {
        "source": "desk",
        "title": "厨房水管漏水",
        "skill": "plumbing",
        "minutes": 40,
        **more,
    }
    return use_cases.open_order(actor=city.actor("dispatcher"), estate_id=city.estate_id, at=TODAY, **given)  # type: ignore[arg-type]


def assigned(city: City, crew_id: int, **more: object) -> int:
    order_id = opened(city, **more)
    assign(city, order_id, crew_id)
    return order_id


def assign(city: City, order_id: int, crew_id: int) -> None:
    use_cases.assign(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        order_id=order_id,
        crew_id=crew_id,
        starts_at=TODAY + timedelta(hours=1),
        ends_at=TODAY + timedelta(hours=2),
        at=TODAY,
    )


def photo(city: City, actor: Actor) -> int:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "JPEG")
    picture.seek(0)
    with scope.estate(city.estate_id):
        return files.store(
            estate_id=city.estate_id, name="完工.jpg", content=picture, purpose="photo", actor=actor, at=TODAY
        )


def test_an_order_goes_from_the_desk_to_done_and_everybody_hears_of_each_step(city: City) -> None:
    heard: list[WorkOrderMoved] = []
    events.in_transaction(WorkOrderMoved, heard.append)
    crew_id = crew_of(city)
    worker, dispatcher = city.actor("worker"), city.actor("dispatcher")
    order_id = assigned(city, crew_id, source_id=7, home_id=city.homes["owner"])
    where = {"estate_id": city.estate_id, "order_id": order_id}
    use_cases.start_travel(actor=worker, at=TODAY, **where)
    use_cases.arrive(actor=worker, at=TODAY + timedelta(minutes=10), **where)
    with pytest.raises(PhotoMissing):
        use_cases.finish(actor=worker, note="换了接头", at=TODAY, **where)
    use_cases.finish(
        actor=worker,
        note="换了接头",
        photos_after=[photo(city, worker)],
        materials=[Used("PPR 接头", "个", Decimal(2), Money(450))],
        at=TODAY + timedelta(minutes=40),
        **where,
    )
    use_cases.check(actor=dispatcher, at=TODAY + timedelta(hours=2), **where)
    with scope.of_actor(dispatcher):
        story = queries.story_of(actor=dispatcher, at=TODAY, **where)
    assert story.order.number == "G2022-000001"
    assert [step.to_state for step in story.steps] == ["assigned", "travelling", "working", "done", "checked"]
    assert (len(story.after), str(story.material_cost)) == (1, "9.00")
    mine = [each for each in heard if each.order_id == order_id]
    assert [each.to_state for each in mine] == ["open", "assigned", "travelling", "working", "done", "checked"]
    assert {each.source_id for each in mine} == {7}
    with scope.everything():
        hours = queries.hours_by_estate(organisation_id=city.organisations["company"], month=Month(2022, 12))
    assert hours == {city.estate_id: Decimal("0.67")}


def test_only_a_crew_that_can_and_may_gets_an_order(city: City) -> None:
    order_id = opened(city)
    gardeners = crew_of(city, "绿化班", skills=("gardening",))
    with pytest.raises(CrewLacksSkill):
        assign(city, order_id, gardeners)
    rivals = crews.add_crew(actor=city.actor("rival"), name="别家班组", skills=["plumbing"], mode="foot", at=TODAY)
    with pytest.raises(CrewElsewhere):
        assign(city, order_id, rivals)


def test_a_worker_sees_and_does_what_their_crew_has_and_nothing_else(city: City) -> None:
    worker = city.actor("worker")
    mine, others = assigned(city, crew_of(city)), assigned(city, crew_of(city, "水电二班", who="dispatcher"))
    with scope.of_actor(worker):
        assert [order.id for order in queries.my_day(actor=worker, day=DAY)] == [mine]
        with pytest.raises(NotFound):
            queries.order_for(actor=worker, estate_id=city.estate_id, order_id=others, at=TODAY)
        with pytest.raises(NotAllowed):
            queries.orders_for(actor=worker, at=TODAY)
    with pytest.raises(NotYourOrder):
        use_cases.arrive(actor=worker, estate_id=city.estate_id, order_id=others, at=TODAY)
    with pytest.raises(NotFound):
        use_cases.arrive(actor=city.actor("rival"), estate_id=city.estate_id, order_id=mine, at=TODAY)


def test_an_act_sent_twice_is_done_once_and_keeps_the_moment_at_which_it_was_done(city: City) -> None:
    order_id = assigned(city, crew_of(city))
    where = {"estate_id": city.estate_id, "order_id": order_id, "actor": city.actor("worker")}
    earlier = TODAY + timedelta(minutes=5)
    for minutes in (30, 60):
        use_cases.arrive(client_id="a-1", done_at=earlier, at=TODAY + timedelta(minutes=minutes), **where)
    with scope.estate(city.estate_id):
        order = queries.order_for(actor=city.actor("dispatcher"), estate_id=city.estate_id, order_id=order_id, at=TODAY)
    assert order.arrived_at == earlier
    with pytest.raises(OrderMoved):
        use_cases.arrive(client_id="a-2", at=TODAY + timedelta(hours=2), **where)


def test_a_quoted_price_waits_for_the_resident_and_is_billed_when_the_work_is_done(city: City) -> None:
    order_id = assigned(city, crew_of(city), home_id=city.homes["owner"], evidence="none")
    worker, owner = city.actor("worker"), city.actor("owner")
    where = {"estate_id": city.estate_id, "order_id": order_id}
    use_cases.arrive(actor=worker, at=TODAY, **where)
    use_cases.quote(actor=worker, price=Money(8000), text="换一个水龙头，含材料", at=TODAY, **where)
    with pytest.raises(QuoteWaits):
        use_cases.finish(actor=worker, note="", at=TODAY, **where)
    use_cases.agree_to_quote(actor=owner, price=Money(8000), at=TODAY, **where)
    use_cases.finish(actor=worker, note="换好了", at=TODAY, **where)
    with scope.estate(city.estate_id):
        bills = billing.open_bills(actor=owner, estate_id=city.estate_id, home_id=city.homes["owner"])
    assert [str(bill.amount) for bill in bills] == ["80.00"]


def test_a_refused_price_ends_the_work_with_the_reason(city: City) -> None:
    order_id = assigned(city, crew_of(city), home_id=city.homes["owner"], price=Money(50000))
    owner = city.actor("owner")
    use_cases.refuse_quote(actor=owner, estate_id=city.estate_id, order_id=order_id, reason="太贵了", at=TODAY)
    with scope.of_actor(owner):
        story = queries.story_of(actor=owner, estate_id=city.estate_id, order_id=order_id, at=TODAY)
    assert (story.order.state, story.order.price_state) == ("cancelled", "refused")
    assert story.steps[-1].reason == "太贵了"


def test_what_comes_after_another_order_waits_for_it(city: City) -> None:
    crew_id = crew_of(city)
    first = assigned(city, crew_id)
    second = assigned(city, crew_id, after_id=first)
    with pytest.raises(WaitsForAnother):
        use_cases.start_travel(actor=city.actor("worker"), estate_id=city.estate_id, order_id=second, at=TODAY)


def test_a_crew_handed_over_goes_back_to_the_dispatcher_with_what_was_done(city: City) -> None:
    crew_id = crew_of(city)
    order_id = assigned(city, crew_id)
    where = {"estate_id": city.estate_id, "order_id": order_id}
    worker, dispatcher = city.actor("worker"), city.actor("dispatcher")
    use_cases.arrive(actor=worker, at=TODAY, **where)
    use_cases.hand_over(actor=worker, reason="要高空作业", at=TODAY + timedelta(minutes=20), **where)
    with scope.of_actor(dispatcher):
        story = queries.story_of(actor=dispatcher, at=TODAY, **where)
        plan = queries.orders_to_plan(actor=dispatcher, organisation_id=city.organisations["company"], day=DAY)
    assert [step.to_state for step in story.steps][-2:] == ["paused", "open"]
    assert [order.id for order in plan] == [order_id]


def test_a_crew_works_on_the_days_of_its_shifts_with_those_who_are_there(city: City) -> None:
    manager = city.actor("manager")
    crew_id = crew_of(city)
    alone = crews.add_member(actor=manager, crew_id=crew_id, name="莫师傅", at=TODAY)
    hours = Hours(time(8), time(18), time(12), time(13, 30))
    set_days = crews.set_shifts(
        actor=manager,
        crew_id=crew_id,
        first=date(2022, 12, 26),
        last=date(2023, 1, 1),
        weekdays=range(5),
        hours=hours,
        at=TODAY,
    )
    crews.note_absence(actor=manager, crew_id=crew_id, member_id=alone, first=DAY, last=DAY, reason="看病", at=TODAY)
    with scope.of_actor(manager):
        (on_day,) = crew_queries.crews_on(actor=manager, organisation_id=city.organisations["company"], day=DAY)
    assert set_days == 5
    assert on_day.shift is not None
    assert (on_day.shift.hours.minutes, on_day.present, on_day.away) == (510, ("覃师傅",), ("莫师傅",))
    assert on_day.estates == {city.estate_id}
    with pytest.raises(NotFound):
        crew_queries.crews_on(actor=city.actor("rival"), organisation_id=city.organisations["company"], day=DAY)


def test_what_a_telephone_sends_again_is_answered_as_done_and_a_conflict_says_what_is_wrong(city: City) -> None:
    order_id = assigned(city, crew_of(city))
    worker = city.signed_in("worker")
    address = f"/ops/field/estates/{city.estate_id}/jobs/{order_id}/act"
    data = {"HTTP_ACCEPT": "application/json"}
    for _ in range(2):
        assert worker.post(address, {"act": "arrive", "client_id": "a1", "ago_ms": "60000"}, **data).json() == {
            "done": True
        }
    refused = worker.post(address, {"act": "start_travel", "client_id": "a2"}, **data)
    assert (refused.status_code, "处理中" in refused.json()["refused"]) == (409, True)
    use_cases.hand_over(
        actor=city.actor("dispatcher"), estate_id=city.estate_id, order_id=order_id, reason="另派", at=TODAY
    )
    gone = worker.post(address, {"act": "finish", "client_id": "a3"}, **data)
    assert (gone.status_code, "转给别的班组" in gone.json()["refused"]) == (409, True)


def test_the_telephone_to_ring_is_opened_by_the_crew_only_and_written_down(city: City) -> None:
    order_id = assigned(city, crew_of(city), contact=("李秀兰", "17000000001"))
    where = {"estate_id": city.estate_id, "order_id": order_id, "at": TODAY}
    assert use_cases.open_contact(actor=city.actor("worker"), **where) == "17000000001"
    with pytest.raises(NotAllowed):
        use_cases.open_contact(actor=city.actor("desk"), **where)
    with scope.everything():
        assert "work.contact_opened" in {
            row.action for row in audit.acts(estate_ids=[city.estate_id], area="work").rows
        }


def test_an_outside_firm_does_one_order_by_its_link_until_it_runs_out_or_is_taken_back(city: City) -> None:
    order_id, other_id = opened(city, evidence="none"), opened(city)
    dispatcher = city.actor("dispatcher")
    where = {"actor": dispatcher, "estate_id": city.estate_id, "order_id": order_id}
    now = clock.now()
    use_cases.give_to_contractor(**where, contractor="安泰电梯", days=3, at=now)  # type: ignore[arg-type]
    with scope.of_actor(dispatcher):
        code = queries.contractor_code(**where)  # type: ignore[arg-type]
    client = Client()
    page = client.get(f"/ops/contractor/{code}")
    assert (page.status_code, "厨房水管漏水" in page.content.decode()) == (200, True)
    client.post(f"/ops/contractor/{code}/act", {"act": "arrive"})
    client.post(f"/ops/contractor/{code}/act", {"act": "finish", "note": "换了轴承"})
    with scope.of_actor(dispatcher):
        story = queries.story_of(**where, at=now)  # type: ignore[arg-type]
    assert (story.order.state, story.steps[-1].actor_name) == ("done", "安泰电梯")
    with pytest.raises(NotFound):
        queries.opened_by(code, at=now + timedelta(days=4))
    assert client.get(f"/ops/contractor/{code[:-2]}xx").status_code == 404
    firm = queries.opened_by(code, at=now).actor
    with pytest.raises(NotYourOrder):
        use_cases.arrive(actor=firm, estate_id=city.estate_id, order_id=other_id, at=now)


def test_an_owner_is_told_of_a_price_and_agrees_to_the_one_that_was_shown(city: City) -> None:
    order_id = assigned(city, crew_of(city), home_id=city.homes["owner"])
    worker = city.actor("worker")
    for fen in (8000, 9000):
        use_cases.quote(
            actor=worker, estate_id=city.estate_id, order_id=order_id, price=Money(fen), text="换水龙头", at=TODAY
        )
    owner, tenant = city.signed_in("owner"), city.signed_in("tenant")
    address = f"/visits/{city.estate_id}/{order_id}/"
    assert "¥90.00" in owner.get("/").content.decode()
    assert owner.post(f"{address}answer/", {"answer": "agree", "fen": "8000"}).status_code == 422
    assert "业主来确认" in tenant.get(address).content.decode()
    assert tenant.post(f"{address}answer/", {"answer": "agree", "fen": "9000"}).status_code == 422
    assert owner.post(f"{address}answer/", {"answer": "agree", "fen": "9000"}).status_code == 302
    assert "约定价格" in owner.get(address).content.decode()
    with scope.everything():
        told = [message.text for message in messages.latest(limit=20) if "报价" in message.text]
    assert len(told) == 4  # two prices, two owners


def test_the_hours_of_crews_are_a_key_of_shared_costs(city: City) -> None:
    order_id = assigned(city, crew_of(city), evidence="none")
    where = {"actor": city.actor("worker"), "estate_id": city.estate_id, "order_id": order_id}
    month = clock.now() - timedelta(days=35)
    use_cases.arrive(**where, at=month)  # type: ignore[arg-type]
    use_cases.finish(**where, note="", at=month + timedelta(minutes=90))  # type: ignore[arg-type]
    page = city.signed_in("finance").get(f"/ops/costs/new?key=hours&month={city_day(month):%Y-%m}")
    assert f'name="quantity-{city.estate_id}" value="1.5"' in page.content.decode()


def test_the_dispatcher_opens_a_job_gives_it_away_on_its_page_and_gives_many_at_once(city: City) -> None:
    crew_id, dispatcher = crew_of(city), city.signed_in("dispatcher")
    order_id, other_id = opened(city, home_id=city.homes["owner"]), opened(city)
    page = dispatcher.get(f"/ops/estates/{city.estate_id}/jobs/{order_id}")
    assert (page.status_code, "水电一班" in page.content.decode()) == (200, True)
    move = f"/ops/estates/{city.estate_id}/jobs/{order_id}/move"
    assert dispatcher.post(move, {"move": "assign", "crew": crew_id, "clock": "25:00"}).status_code == 422
    assert dispatcher.post(move, {"move": "assign", "crew": crew_id, "clock": "09:30"}).status_code == 302
    chosen = [f"{city.estate_id}-{order_id}", f"{city.estate_id}-{other_id}", f"{city.other_estate_id}-1"]
    dispatcher.post("/ops/orders/assign", {"crew": crew_id, "order": chosen})
    listed = dispatcher.get("/ops/orders?state=assigned").content.decode()
    assert listed.count("厨房水管漏水") == 2
    assert dispatcher.get("/ops/orders.xlsx").status_code == 200
