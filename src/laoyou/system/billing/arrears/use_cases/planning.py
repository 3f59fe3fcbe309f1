"""分期: asked for by the resident or at the desk, decided by a second person, paid part by part."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from laoyou.core.calendar import Period, city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.tenures import Tenure
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.arrears.errors import (
    AnotherPersonDecides,
    BillsChanged,
    NeedsWords,
    NothingOverdue,
    NothingToPayNow,
    PlanDecided,
    PlanRunsAlready,
    WrongFirstDay,
    WrongParts,
)
from laoyou.system.billing.arrears.models import Plan, PlanBill, PlanPart
from laoyou.system.billing.arrears.queries.plans import came_in, is_own, parts_of_plan
from laoyou.system.billing.arrears.rules.plans import (
    FEWEST,
    FIRST_WITHIN_DAYS,
    MOST,
    TRANSITIONS,
    PlanState,
    may_move,
    parts_of,
    standings,
    state_on,
)
from laoyou.system.billing.arrears.use_cases.moving import begin, move
from laoyou.system.billing.former_credit import owned_since
from laoyou.system.billing.rules.allocation import OpenBill, allocate_oldest_first
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.use_cases import OpenedOrder, OrderLineRequest
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

BILL = "bill"
LIVE = ("asked", "running")
_MONTHS_OF_PLAN = """
SELECT DISTINCT bill.month FROM billing_bill bill
JOIN billing_plan_bill part ON part.estate_id = bill.estate_id AND part.bill_id = bill.id
WHERE part.estate_id = %s AND part.plan_id = %s
"""
_OVERDUE = """
SELECT id, home_id, month, fund, amount_fen - paid_fen - credited_fen FROM billing_bill
WHERE estate_id = %s AND home_id = %s AND amount_fen > paid_fen + credited_fen AND due_on < %s ORDER BY id FOR UPDATE
"""
_OF_PLAN = """
SELECT bill.id, bill.home_id, bill.month, bill.fund, bill.amount_fen - bill.paid_fen - bill.credited_fen
FROM billing_bill bill JOIN billing_plan_bill part ON part.estate_id = bill.estate_id AND part.bill_id = bill.id
WHERE part.estate_id = %s AND part.plan_id = %s ORDER BY bill.id
"""


def ask_plan(
    *, actor: Actor, estate_id: int, home_id: int, parts: int, first_on: date, reason: str, at: datetime
) -> int:
    """Ask to pay what is overdue at a home in so many parts, a month apart, and return the plan's id.

    A plan is of one owner's time: a resident's of their own, the desk's of the owners of today.
    Raises: NotFound; NothingOverdue; WrongParts; WrongFirstDay; NeedsWords; PlanRunsAlready.
    """
    with scope.estate(estate_id):
        day = city_day(at)
        if actor.kind is ActorKind.RESIDENT:
            tenure = actor.require_home(estate_id, home_id)
        else:
            actor.require(Right.REQUEST_WAIVER, estate_id)
            tenure = Tenure((Period(owned_since(estate_id=estate_id, home_id=home_id, day=day), None),))
        if actor.user_id is None:
            raise NotFound
        label = places.home_labels(estate_id=estate_id, home_ids=[home_id]).get(home_id)
        if label is None:
            raise NotFound
        if not reason.strip():
            raise NeedsWords
        if not FEWEST <= parts <= MOST:
            raise WrongParts
        if not day <= first_on <= day + timedelta(days=FIRST_WITHIN_DAYS):
            raise WrongFirstDay
        overdue = _overdue(estate_id, home_id, day)
        _let_former_owners_plan_go_on(estate_id, home_id, day)
        planned = _planned(estate_id, home_id)
        bills = [bill for bill in overdue if tenure.covers(bill.month) and bill.bill_id not in planned]
        whole = Money(sum(bill.open_fen for bill in bills))
        if whole.fen < parts:
            raise NothingOverdue
        try:
            with transaction.atomic():
                plan = Plan.objects.create(
                    estate_id=estate_id,
                    home_id=home_id,
                    total_fen=whole.fen,
                    reason=reason.strip()[:200],
                    is_residents=actor.kind is ActorKind.RESIDENT,
                    asked_by=actor.user_id,
                    asked_by_name=actor.name[:60],
                    asked_at=at,
                )
        except IntegrityError as error:
            raise PlanRunsAlready from error
        PlanPart.objects.bulk_create(
            PlanPart(
                estate_id=estate_id,
                plan=plan,
                number=part.number,
                due_on=part.due_on,
                amount_fen=part.amount.fen,
            )
            for part in parts_of(whole=whole, number=parts, first_on=first_on)
        )
        PlanBill.objects.bulk_create(
            PlanBill(estate_id=estate_id, plan=plan, bill_id=bill.bill_id, open_fen=bill.open_fen) for bill in bills
        )
        begin(plan, actor=actor, at=at, reason=reason.strip())
        _tell("billing.plan_asked", plan, label, actor=actor, at=at, reason=plan.reason, parts=parts)
        return int(plan.id)


def decide_plan(*, actor: Actor, estate_id: int, plan_id: int, approve: bool, note: str = "", at: datetime) -> None:
    """Agree to a plan that somebody else asked for, or refuse it with the reason.

    Raises: NotFound; PlanDecided; AnotherPersonDecides; NeedsWords for a refusal; BillsChanged when something was paid.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_WAIVER, estate_id)
        plan = _locked(estate_id, plan_id)
        to = PlanState.RUNNING if approve else PlanState.REFUSED
        if not may_move(PlanState(plan.state), to):
            raise PlanDecided
        if actor.user_id is None or actor.user_id == plan.asked_by:
            raise AnotherPersonDecides
        if not approve and not note.strip():
            raise NeedsWords
        if approve and came_in(estate_id=estate_id, plan_id=plan_id):
            raise BillsChanged
        plan.decided_by, plan.decided_by_name, plan.decided_at = actor.user_id, actor.name[:60], at
        plan.note = note.strip()[:200]
        move(
            plan,
            to,
            TRANSITIONS,
            actor=actor,
            at=at,
            reason=plan.note,
            also=("decided_by", "decided_by_name", "decided_at", "note"),
        )
        action = "billing.plan_approved" if approve else "billing.plan_refused"
        _tell(action, plan, _label(plan), actor=actor, at=at, reason=plan.note)


def withdraw_plan(*, actor: Actor, estate_id: int, plan_id: int, at: datetime) -> None:
    """Take back what was asked for and is not decided. Raises: NotFound, also for another's plan; PlanDecided."""
    with scope.estate(estate_id):
        plan = _locked(estate_id, plan_id)
        _require_own(actor, plan, Right.REQUEST_WAIVER)
        if not may_move(PlanState(plan.state), PlanState.WITHDRAWN):
            raise PlanDecided
        move(plan, PlanState.WITHDRAWN, TRANSITIONS, actor=actor, at=at)
        _tell("billing.plan_withdrawn", plan, _label(plan), actor=actor, at=at)


def settle_plans(*, actor: Actor, estate_id: int, at: datetime) -> dict[int, PlanState]:
    """End the estate's plans that have been paid in full, or in which a part was missed. For the calendar; safe twice.

    What a missed plan held goes back to the ladder, where it stood.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        ended: dict[int, PlanState] = {}
        running = Plan.objects.select_for_update().filter(estate_id=estate_id, state="running").order_by("id")
        for plan in running:
            paid = came_in(estate_id=estate_id, plan_id=plan.id)
            to = state_on(parts_of_plan(estate_id=estate_id, plan_id=plan.id), paid, city_day(at))
            if to is PlanState.RUNNING:
                continue
            move(plan, to, TRANSITIONS, actor=actor, at=at, reason=f"¥{paid} / ¥{Money(plan.total_fen)}")
            action = "billing.plan_kept" if to is PlanState.KEPT else "billing.plan_missed"
            _tell(action, plan, _label(plan), actor=actor, at=at)
            ended[plan.id] = to
        return ended


def start_part_payment(
    *, actor: Actor, estate_id: int, plan_id: int, channel: str, at: datetime, payer_ip: str = ""
) -> OpenedOrder:
    """Open an order for the next part of a running plan: its amount, put on the plan's oldest bills.

    Raises: NotFound; NothingToPayNow; what `payments.open_order` raises.
    """
    with scope.estate(estate_id):
        plan = Plan.objects.filter(estate_id=estate_id, id=plan_id, state="running").first()
        if plan is None:
            raise NotFound
        _require_own(actor, plan, Right.TAKE_CASH)
        standing = standings(
            parts_of_plan(estate_id=estate_id, plan_id=plan_id), came_in(estate_id=estate_id, plan_id=plan_id)
        )
        amount = next((each.open for each in standing if each.open), Money(0))
        if not amount:
            raise NothingToPayNow
        with connection.cursor() as cursor:
            cursor.execute(_OF_PLAN, [estate_id, plan_id])
            bills = [OpenBill(*row) for row in cursor.fetchall()]
        paid = allocate_oldest_first(amount_fen=amount.fen, bills=bills).paid
        return payments.open_order(
            actor=actor,
            estate_id=estate_id,
            home_id=plan.home_id,
            channel=channel,
            lines=[OrderLineRequest(BILL, part.bill_id, part.amount_fen) for part in paid],
            payer_name=actor.name,
            at=at,
            payer_ip=payer_ip,
        )


def _let_former_owners_plan_go_on(estate_id: int, home_id: int, day: date) -> None:
    """Mark the home's live plan as the former owners' when nothing in it is owed by the owners of today."""
    live = Plan.objects.select_for_update().filter(estate_id=estate_id, home_id=home_id, state__in=LIVE)
    plan = live.filter(is_former_owners=False).first()
    if plan is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS_OF_PLAN, [estate_id, plan.id])
        months = {row[0] for row in cursor.fetchall()}
    if months and months == set(people.former_owners(estate_id=estate_id, home_id=home_id, days=months, today=day)):
        plan.is_former_owners = True
        plan.save(update_fields=["is_former_owners"])


def _planned(estate_id: int, home_id: int) -> set[int]:
    """Return the bills that a former owners' plan holds: they are in no second one."""
    plans = Plan.objects.filter(estate_id=estate_id, home_id=home_id, state__in=LIVE, is_former_owners=True)
    held = PlanBill.objects.filter(estate_id=estate_id, plan_id__in=plans.values("id"))
    return set(held.values_list("bill_id", flat=True))


def _overdue(estate_id: int, home_id: int, day: date) -> list[OpenBill]:
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, [estate_id, home_id, day])
        return [OpenBill(*row) for row in cursor.fetchall()]


def _locked(estate_id: int, plan_id: int) -> Plan:
    plan = Plan.objects.select_for_update().filter(estate_id=estate_id, id=plan_id).first()
    if plan is None:
        raise NotFound
    return plan


def _require_own(actor: Actor, plan: Plan, right_of_staff: Right) -> None:
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(right_of_staff, plan.estate_id)
        return
    tenure = actor.require_home(plan.estate_id, plan.home_id)
    if not is_own(actor, tenure, asked_by=plan.asked_by, asked_at=plan.asked_at):
        raise NotFound


def _label(plan: Plan) -> str:
    return places.home_labels(estate_id=plan.estate_id, home_ids=[plan.home_id]).get(plan.home_id, "")


def _tell(
    action: str, plan: Plan, label: str, *, actor: Actor, at: datetime, reason: str = "", parts: int | None = None
) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=plan.estate_id,
        at=at,
        subject="billing.plan",
        subject_id=plan.id,
        reason=reason,
        home=label,
        amount=str(Money(plan.total_fen)),
        parts=parts,
    )
