"""催缴 in the demo, told through the use cases: messages, calls, letters, what people answered, a plan, a write-off."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from laoyou.demo.city.cast import Cast
from laoyou.demo.city.personas import ELDER_HOME
from laoyou.demo.city.story import NOW, moment
from laoyou.infra import files, scope
from laoyou.infra.actor import system
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.errors import NobodyDue
from laoyou.system.billing.arrears.rules.ladder import USUAL, Policy, Step
from laoyou.system.billing.queries import open_bills

RELEASES = (
    (date(2022, 10, 20), "message"),
    (date(2022, 11, 21), "message"),
    (date(2022, 12, 8), "call"),
    (date(2022, 12, 22), "message"),
    (date(2022, 12, 27), "letter"),
)
"""The first estate's: a person releases what the calendar proposes, about every second week."""

FIRST_POLICY = Policy(
    after_days={Step.MESSAGE: 10, Step.CALL: 90, Step.LETTER: 120, Step.VISIT: 150},
    days_between=USUAL.days_between,
    least_fen=500,
    quiet_from=USUAL.quiet_from,
    quiet_until=USUAL.quiet_until,
    noon_from=USUAL.noon_from,
    noon_until=USUAL.noon_until,
)
OUTCOMES = (
    ("promised", "退休金到账就交", 0.35),
    ("reached", "以为有人代交了，已说明", 0.2),
    ("not_reached", "", 0.35),
    ("disputed", "说七月没有人打扫楼道", 0.04),
    ("moved", "租客接的电话，业主在外地", 0.06),
)
CALLS_MADE = 80
NOT_NOW = moment(date(2022, 12, 31), 9)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Where:
    cast: Cast
    estate_id: int
    random: Random


def tell_first(cast: Cast, estate_id: int, random: Random) -> None:
    """Tell how the first estate reminded: gently, and with most answers written down."""
    where = Where(cast, estate_id, random)
    at = moment(date(2022, 10, 10), 15)
    use_cases.set_policy(
        actor=cast.on("manager", at),
        estate_id=estate_id,
        policy=FIRST_POLICY,
        starts_on=date(2022, 10, 10),
        source="业主代表议事会 2022年10月9日纪要",
        at=at,
    )
    use_cases.mark_home(
        actor=cast.on("desk", at),
        estate_id=estate_id,
        home_id=cast.home_called(estate_id, ELDER_HOME),
        kind="gentle",
        reason="高龄独居，只上门说，不打电话",
        at=at,
    )
    for day, step in RELEASES:
        _release(where, step, moment(day, 10))
        if step == "call":
            _call(where, moment(day + timedelta(days=1), 9))
    _let_go(where)
    _plans(where)
    _ask_write_off(where, moment(date(2023, 1, 4), 11))
    _propose(estate_id)


def tell_small(cast: Cast, estate_id: int, random: Random) -> None:
    """Tell of a small estate: a message to those who still owe the first month, and what the calendar proposes now."""
    where = Where(cast, estate_id, random)
    _release(where, "message", moment(date(2022, 12, 20), 10))
    _propose(estate_id)


def _release(where: Where, step: str, at: datetime) -> None:
    try:
        use_cases.release_batch(
            actor=where.cast.on("manager", at), estate_id=where.estate_id, step=step, left_out={}, at=at
        )
    except NobodyDue:
        return


def _let_go(where: Where) -> None:
    """What the calendar proposed before the year's end is let go: nobody is reminded on a holiday."""
    proposed = NOT_NOW.replace(hour=7, minute=20)
    use_cases.propose_batches(actor=system("billing.arrears"), estate_id=where.estate_id, at=proposed)
    manager = where.cast.on("manager", NOT_NOW)
    with scope.estate(where.estate_id):
        batches = queries.batches_for(actor=manager, estate_id=where.estate_id).rows
    for batch in batches:
        if batch.state == "proposed":
            use_cases.drop_batch(
                actor=manager, estate_id=where.estate_id, batch_id=batch.id, reason="元旦放假，节后再提醒", at=NOT_NOW
            )


def _call(where: Where, since: datetime) -> None:
    """Let the desk work the beginning of the list; the rest waits."""
    desk = where.cast.on("desk", since)
    with scope.estate(where.estate_id):
        listed = queries.tasks(actor=desk, estate_id=where.estate_id, step=Step.CALL, day=since.date())
    words = [(outcome, note) for outcome, note, _ in OUTCOMES]
    weights = [weight for _, _, weight in OUTCOMES]
    for number, task in enumerate(listed[:CALLS_MADE]):
        outcome, note = where.random.choices(words, weights)[0]
        at = since + timedelta(days=number // 30, minutes=6 * (number % 30))
        use_cases.record_outcome(
            actor=where.cast.on("desk", at),
            estate_id=where.estate_id,
            reminder_id=task.reminder.id,
            outcome=outcome,
            note=note,
            promised_until=(at + timedelta(days=where.random.randint(5, 20))).date() if outcome == "promised" else None,
            at=at,
        )


def _plans(where: Where) -> None:
    """Two households ask at the desk to pay in parts: the manager agrees to one, the other waits."""
    asked = moment(date(2022, 12, 30), 15)
    for number, home_id in enumerate(_largest(where, asked.date(), 3)[1:]):
        plan_id = use_cases.ask_plan(
            actor=where.cast.on("desk", asked),
            estate_id=where.estate_id,
            home_id=home_id,
            parts=3,
            first_on=date(2023, 1, 10),
            reason="今年住院花费大，按月交",
            at=asked,
        )
        if number == 0:
            at = asked + timedelta(hours=2)
            use_cases.decide_plan(
                actor=where.cast.on("manager", at), estate_id=where.estate_id, plan_id=plan_id, approve=True, at=at
            )


def _ask_write_off(where: Where, at: datetime) -> None:
    """Finance asks to write off what a vanished company owes; the manager has not decided yet."""
    finance = where.cast.on("finance", at)
    home_id = _largest(where, at.date(), 1)[0]
    with scope.estate(where.estate_id):
        document_id = files.store(
            estate_id=where.estate_id,
            name="企业注销证明.pdf",
            content=io.BytesIO(PAPER),
            purpose="document",
            actor=finance,
            at=at,
        )
        bills = open_bills(actor=finance, estate_id=where.estate_id, home_id=home_id)
    use_cases.ask_write_off(
        actor=finance,
        estate_id=where.estate_id,
        home_id=home_id,
        bill_ids=[bill.id for bill in bills if bill.due_on < at.date()],
        reason="业主单位 2019 年已注销，无清算财产",
        document_id=document_id,
        at=at,
    )


def _largest(where: Where, day: date, count: int) -> Sequence[int]:
    """Return the homes that owe the most, nobody's who disputes."""
    with scope.estate(where.estate_id):
        found = [each for each in queries.debtors(where.estate_id, day) if not each.situation.is_disputed]
    return [each.home_id for each in sorted(found, key=lambda each: (-each.amount.fen, each.home_id))[:count]]


def _propose(estate_id: int) -> None:
    """Do what the calendar did this morning."""
    at = NOW.replace(hour=7, minute=20)
    use_cases.propose_batches(actor=system("billing.arrears"), estate_id=estate_id, at=at)
