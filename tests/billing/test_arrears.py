"""The ladder at work, over a real database: who is told, who is left in peace, and what is written down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from laoyou.core.calendar import Month, Period
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.core.tenures import Tenure
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.models import Message
from laoyou.system.billing.arrears import errors, jobs, queries, use_cases
from laoyou.system.billing.arrears.models import ArrearsMove, Reminder
from laoyou.system.billing.arrears.queries import AgeingFilter
from laoyou.system.billing.arrears.queries.ladder import Debtor
from laoyou.system.billing.arrears.rules.ladder import Rest, Situation, Step
from laoyou.system.billing.arrears.use_cases.reminding import words_of_message
from laoyou.system.people.models import HomeBond, Person
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, staff

pytestmark = pytest.mark.django_db
OCTOBER_20 = at(10, 20)
"""August's and September's bills are due at their month's end, July's 15 days after its issue: on 5 August."""


def own(world: World, home_id: int, *, telephone: str = "17000000001", since: date = date(2010, 1, 1)) -> int:
    person = Person.objects.create(estate_id=world.estate_id, name="李秀兰", telephone=telephone, created_at=at(7, 1))
    HomeBond.objects.create(
        estate_id=world.estate_id, home_id=home_id, person_id=person.id, role="owner", starts_on=since
    )
    return int(person.id)


def resident(world: World, home_id: int, *, user_id: int = 501) -> Actor:
    home = (world.estate_id, home_id)
    return Actor(
        kind=ActorKind.RESIDENT,
        name="李某",
        user_id=user_id,
        homes={home: Tenure((Period(date.min, None),))},
    )


def told(world: World, step: Step, *, on: datetime, left_out: dict[int, str] | None = None) -> int:
    return use_cases.release_batch(
        actor=world.manager, estate_id=world.estate_id, step=step.value, left_out=left_out or {}, at=on
    )


def due(world: World, day: date) -> dict[int, Step | Rest]:
    return {debtor.home_id: debtor.due for debtor in queries.debtors(world.estate_id, day)}


@pytest.fixture
def billed(world: World) -> World:
    """Two homes with three months of bills, of which nothing is paid; the second has no telephone."""
    world.tariff()
    first, second = world.home("86.35"), world.home("72.10")
    for month in (JULY, AUGUST, SEPTEMBER):
        world.issue(month)
    own(world, first)
    own(world, second, telephone="")
    return world


def test_ages_what_is_open_by_home_and_in_all(billed: World) -> None:
    first, second = billed.homes
    every = queries.ageing_of_estate(actor=billed.finance, estate_id=billed.estate_id, day=date(2022, 12, 31))
    assert every.homes == 2
    assert (
        sum(span.amount.fen for span in every.spans)
        == every.overdue.fen
        == sum(bill.amount_fen for bill in billed.bills())
    )
    page = queries.aged_homes(actor=billed.finance, estate_id=billed.estate_id, day=date(2022, 12, 31))
    assert [home.home_id for home in page.rows] == [first, second]
    assert page.overdue == every.overdue
    assert Money.total(home.overdue for home in page.rows) == every.overdue
    assert Money.total(page.spans) == every.overdue


def test_finds_sorts_and_narrows_the_ageing(billed: World) -> None:
    first, second = billed.homes

    def listed(**wanted: Any) -> list[int]:
        page = queries.aged_homes(
            actor=billed.finance, estate_id=billed.estate_id, day=date(2022, 12, 31), wanted=AgeingFilter(**wanted)
        )
        return [home.home_id for home in page.rows]

    label = queries.debtors(billed.estate_id, date(2022, 12, 31))[1].home_label
    assert listed(sort="overdue") == [second, first]
    assert listed(search=label) == [second]
    assert listed(span="older") == []
    assert listed(standing="gentle") == []
    use_cases.mark_home(
        actor=billed.finance, estate_id=billed.estate_id, home_id=second, kind="gentle", reason="独居", at=OCTOBER_20
    )
    assert listed(standing="gentle") == [second]


def test_whom_no_telephone_reaches_begins_with_the_letter(billed: World) -> None:
    first, second = billed.homes
    assert due(billed, date(2022, 10, 20)) == {first: Step.MESSAGE, second: Step.LETTER}


def test_a_released_message_goes_to_the_owner_once_and_is_written_down(billed: World) -> None:
    first, _ = billed.homes
    batch_id = told(billed, Step.MESSAGE, on=OCTOBER_20)
    message = Message.objects.get(estate_id=billed.estate_id)
    assert message.receiver == "17000000001"
    assert "122.00" in message.text
    reminder = Reminder.objects.get(batch_id=batch_id)
    assert (reminder.home_id, reminder.amount_fen, reminder.bills) == (first, 12200, 3)
    assert due(billed, date(2022, 10, 20))[first] is Rest.TOO_SOON
    with pytest.raises(errors.NobodyDue):
        told(billed, Step.MESSAGE, on=OCTOBER_20)
    assert [move.to_state for move in ArrearsMove.objects.filter(batch_id=batch_id).order_by("id")] == [
        "proposed",
        "released",
    ]


def test_what_was_told_can_not_be_changed(billed: World) -> None:
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_reminder SET amount_fen = 1")


def test_no_word_threatens_with_water_power_gas_or_heat(billed: World) -> None:
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    text = Message.objects.get(estate_id=billed.estate_id).text
    assert not [
        word for word in ("停水", "停电", "断水", "断电", "停气", "停暖", "滞纳金", "起诉", "后果") if word in text
    ]


def test_nobody_is_disturbed_at_night(billed: World) -> None:
    with pytest.raises(errors.QuietHours):
        told(billed, Step.MESSAGE, on=at(10, 20, hour=13, year=2022))
    assert not Message.objects.filter(estate_id=billed.estate_id).exists()


def test_who_pays_after_the_proposal_is_not_told(billed: World) -> None:
    first, _ = billed.homes
    proposed = use_cases.propose_batches(actor=system("tests"), estate_id=billed.estate_id, at=OCTOBER_20)
    assert proposed == [Step.MESSAGE, Step.LETTER]
    billed.pay_cash(first, [bill.id for bill in billed.bills(first)], "500", on=OCTOBER_20)
    with pytest.raises(errors.NobodyDue):
        told(billed, Step.MESSAGE, on=OCTOBER_20)
    assert use_cases.propose_batches(actor=system("tests"), estate_id=billed.estate_id, at=at(10, 21)) == []
    states = {
        batch.step: batch.state for batch in queries.batches_for(actor=billed.finance, estate_id=billed.estate_id).rows
    }
    assert states == {"message": "dropped", "letter": "proposed"}


def test_a_home_is_left_out_with_a_reason_only_and_left_in_peace_for_a_week(billed: World) -> None:
    first, _ = billed.homes
    with pytest.raises(errors.NeedsAReasonToLeaveOut):
        told(billed, Step.MESSAGE, on=OCTOBER_20, left_out={first: "  "})
    told(billed, Step.MESSAGE, on=OCTOBER_20, left_out={first: "昨天在小区里说好了"})
    assert not Message.objects.filter(estate_id=billed.estate_id).exists()
    assert due(billed, date(2022, 10, 26))[first] is Rest.TOO_SOON
    assert due(billed, date(2022, 10, 27))[first] is Step.MESSAGE


def test_only_who_may_release_does(billed: World) -> None:
    desk = staff(billed.estate_id, user_id=13, rights=frozenset({Right.TAKE_CASH, Right.REQUEST_WAIVER}))
    with pytest.raises(NotAllowed):
        use_cases.release_batch(actor=desk, estate_id=billed.estate_id, step="message", left_out={}, at=OCTOBER_20)


def test_climbs_to_the_call_list_where_a_promise_gives_peace(billed: World) -> None:
    first, _ = billed.homes
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    told(billed, Step.CALL, on=at(10, 27))
    (task,) = queries.tasks(actor=billed.finance, estate_id=billed.estate_id, step=Step.CALL, day=date(2022, 10, 27))
    assert (task.reminder.home_id, task.amount.fen) == (first, 12200)

    def outcome(what: str, until: date | None = None) -> None:
        use_cases.record_outcome(
            actor=billed.finance,
            estate_id=billed.estate_id,
            reminder_id=task.reminder.id,
            outcome=what,
            note="",
            promised_until=until,
            at=at(10, 27),
        )

    def listed(day: date) -> int:
        return len(queries.tasks(actor=billed.finance, estate_id=billed.estate_id, step=Step.CALL, day=day))

    outcome("not_reached")
    assert listed(date(2022, 10, 27)) == 1
    with pytest.raises(errors.WrongPromise):
        outcome("promised", date(2022, 10, 26))
    outcome("promised", date(2022, 11, 10))
    assert listed(date(2022, 10, 27)) == 0
    assert due(billed, date(2022, 11, 10))[first] is Rest.PROMISED
    assert due(billed, date(2022, 11, 11))[first] is Step.LETTER


def test_a_dispute_stops_the_ladder_until_it_is_answered(billed: World) -> None:
    first, _ = billed.homes
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    me = resident(billed, first)
    (reminder,) = queries.reminders_of_home(actor=me, estate_id=billed.estate_id, home_id=first)

    def say(what: str, note: str) -> None:
        use_cases.reply(
            actor=me, estate_id=billed.estate_id, reminder_id=reminder.id, outcome=what, note=note, at=at(10, 21)
        )

    with pytest.raises(errors.NeedsWords), transaction.atomic():
        say("disputed", "")
    say("disputed", "七月我没有住在这里")
    assert due(billed, date(2022, 12, 20))[first] is Rest.DISPUTED
    (mark,) = queries.open_marks(actor=billed.finance, estate_id=billed.estate_id)
    assert mark.is_residents
    with pytest.raises(errors.NeedsAnAnswer):
        use_cases.close_mark(
            actor=billed.finance, estate_id=billed.estate_id, mark_id=mark.id, answer="", at=at(10, 22)
        )
    use_cases.close_mark(
        actor=billed.finance, estate_id=billed.estate_id, mark_id=mark.id, answer="从交接日起计费", at=at(10, 22)
    )
    assert due(billed, date(2022, 12, 20))[first] is Step.CALL


def test_a_resident_answers_for_their_own_home_only(billed: World) -> None:
    first, second = billed.homes
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    reminder_id = Reminder.objects.get(home_id=first).id
    neighbour = resident(billed, second)
    with pytest.raises(NotFound):
        use_cases.reply(
            actor=neighbour,
            estate_id=billed.estate_id,
            reminder_id=reminder_id,
            outcome="already_paid",
            note="",
            at=at(10, 21),
        )
    with pytest.raises(NotFound):
        queries.reminders_of_home(actor=neighbour, estate_id=billed.estate_id, home_id=first)
    with pytest.raises(NotFound):
        queries.plans_of_home(actor=neighbour, estate_id=billed.estate_id, home_id=first)


def test_who_is_treated_gently_is_only_visited(billed: World) -> None:
    first, _ = billed.homes
    use_cases.mark_home(
        actor=billed.finance, estate_id=billed.estate_id, home_id=first, kind="gentle", reason="独居", at=OCTOBER_20
    )
    assert due(billed, date(2022, 9, 20))[first] is Rest.NOT_YET
    assert due(billed, date(2022, 12, 20))[first] is Step.VISIT
    marks = queries.marks_of_home(actor=resident(billed, first), estate_id=billed.estate_id, home_id=first)
    assert marks == []


def test_nobody_is_reminded_of_what_a_former_owner_left(billed: World) -> None:
    first, _ = billed.homes
    HomeBond.objects.filter(home_id=first).update(ends_before=date(2022, 9, 1))
    own(billed, first, telephone="17000000009", since=date(2022, 9, 1))
    debtor = next(each for each in queries.debtors(billed.estate_id, date(2022, 10, 20)) if each.home_id == first)
    assert (debtor.bills, debtor.amount.fen) == (1, 5181)
    told(billed, Step.MESSAGE, on=OCTOBER_20)
    assert [message.receiver for message in Message.objects.filter(estate_id=billed.estate_id)] == ["17000000009"]


def test_the_ladder_is_not_for_the_eyes_of_another_estates_people(billed: World) -> None:
    stranger = staff(billed.estate_id + 1, user_id=99)
    with pytest.raises(NotFound):
        queries.ageing_of_estate(actor=stranger, estate_id=billed.estate_id, day=date(2022, 10, 20))
    with pytest.raises(NotFound):
        queries.tasks(actor=stranger, estate_id=billed.estate_id, step=Step.CALL, day=date(2022, 10, 20))


def test_no_penalty_under_a_mandate_of_a_street_office(billed: World) -> None:
    terms = queries.penalty_terms(billed.estate_id, date(2022, 10, 20))
    assert not terms.may_carry
    assert terms.rate == 0


def test_the_calendar_finds_the_estate_and_proposes_once(billed: World) -> None:
    assert billed.estate_id in queries.estates_with_arrears(date(2022, 10, 20))
    jobs.look_after_arrears(billed.estate_id)
    jobs.look_after_arrears(billed.estate_id)
    batches = queries.batches_for(actor=billed.finance, estate_id=billed.estate_id).rows
    assert sorted((batch.step, batch.state) for batch in batches) == [("letter", "proposed"), ("message", "proposed")]


def test_a_message_names_the_months_as_people_say_them() -> None:
    owed = Debtor(
        home_id=1,
        home_label="3栋2单元501",
        amount=Money(12200),
        bills=3,
        oldest_due_on=date(2022, 8, 5),
        first_month=Month(2022, 7),
        last_month=Month(2022, 9),
        persons=(),
        situation=Situation(overdue_fen=12200, oldest_due_on=date(2022, 8, 5)),
        due=Step.MESSAGE,
    )
    words = words_of_message(estate="秀山花园", debtor=owed, telephone="0771-5550101")
    assert "3 张账单（2022年7月至2022年9月）共 ¥122.00 未缴" in words
