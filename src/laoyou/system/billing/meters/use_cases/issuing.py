"""Bills of what the meters counted: an act of its own, once per reading, beside the month's issue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import CorrectionWaits
from laoyou.system.billing.meters.drafting import DraftCharge, MeterDraft, draft
from laoyou.system.billing.meters.errors import NothingToBill
from laoyou.system.billing.meters.unsettled import overestimates_still_paid
from laoyou.system.billing.models import Bill, Correction
from laoyou.system.billing.rules.lines import due_day
from laoyou.system.billing.use_cases.correcting import record_correction
from laoyou.system.billing.use_cases.crediting import use_credits
from laoyou.system.billing.use_cases.issuing import IssuedRun, lock_issue, post_run, refuse_unbegun
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh

TEXT = mark("Bills by meter, %(month)s")
OVERESTIMATED = mark("The estimate was too high: the meter was read.")
_RUN = """
INSERT INTO billing_run (estate_id, month, issued_by, issued_at, bills, amount_fen)
VALUES (%(estate_id)s, %(month)s, %(user_id)s, %(at)s, %(bills)s, %(amount)s) RETURNING id
"""
_BILLS = """
INSERT INTO billing_bill (estate_id, run_id, home_id, month, item, item_name, fund, tariff_id, method, quantity, rate,
  served_days, month_days, full_fen, waived_percent, amount_fen, paid_fen, credited_fen, due_on, issued_at, parts)
SELECT %(estate_id)s, %(run_id)s, home_id, %(month)s, %(item)s, name, 'deposits', tariff_id, 'by_meter', quantity, rate,
       days, days, fen, 0, fen, 0, 0, %(due_on)s, %(at)s, parts::jsonb
FROM unnest(%(homes)s::bigint[], %(names)s::text[], %(tariffs)s::bigint[], %(quantities)s::bigint[],
            %(rates)s::numeric[], %(days)s::int[], %(fen)s::bigint[], %(parts)s::text[])
  AS bill (home_id, name, tariff_id, quantity, rate, days, fen, parts)
RETURNING home_id, id
"""
_CHARGES = """
INSERT INTO billing_meter_charge (estate_id, run_id, bill_id, meter_id, reading_id, month, starts_on, ends_before,
  usage, is_estimate, stretches, subs, carried)
SELECT %(estate_id)s, %(run_id)s, bill_id, meter_id, reading_id, %(month)s, starts_on, ends_before, usage, is_estimate,
       stretches::jsonb, subs, carried
FROM unnest(%(bills)s::bigint[], %(meters)s::bigint[], %(readings)s::bigint[], %(starts)s::date[], %(ends)s::date[],
            %(usages)s::bigint[], %(estimates)s::boolean[], %(stretches)s::text[], %(subs)s::bigint[],
            %(carried)s::bigint[])
  AS charge (bill_id, meter_id, reading_id, starts_on, ends_before, usage, is_estimate, stretches, subs, carried)
"""


def issue_meters(*, actor: Actor, estate_id: int, item: str, month: Month, at: datetime) -> IssuedRun:
    """Issue the bills of an item by meter, from all checked readings up to the month's end that no bill has used.

    A reading is billed once. Where a real one shows that an estimate was too high, a credit note is asked for, which a
    second person decides: bills that are out never change.

    Raises: MonthNotBegun; NothingToBill; NoMeterPrice; NoAreaToShare; SubMetersMissing; CorrectionWaits.
    """
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        refuse_unbegun(month, at)
        lock_issue(estate_id)
        found = draft(estate_id=estate_id, item=item, month=month)
        if not found.charges:
            raise NothingToBill(month=str(month))
        run_id = _write_bills(found, actor, estate_id, item, month, at) if found.bills else None
        _write_charges(found.charges, estate_id, run_id, month)
        for bill_id, amount in found.credits:
            _ask_back(actor, estate_id, bill_id, amount, at)
        credited = Money(0)
        if run_id is not None:
            sums = {("deposits", item): found.total.fen}
            has_credits = post_run(
                actor=actor, estate_id=estate_id, month=month, run_id=run_id, sums=sums, at=at, sentence=TEXT
            )
            if has_credits:
                credited = use_credits(actor=actor, estate_id=estate_id, source=f"run:{run_id}", at=at)
        audit.record(
            "billing.meters_issued",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.run",
            subject_id=run_id,
            month=str(month),
            bills=len(found.bills),
            amount=str(found.total),
        )
        ask_for_refresh(estate_id=estate_id, since=month)
        return IssuedRun(run_id, len(found.bills), found.total, credited)


def _write_bills(found: MeterDraft, actor: Actor, estate_id: int, item: str, month: Month, at: datetime) -> int:
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "month": month.first,
        "user_id": actor.user_id,
        "at": at,
        "item": item,
        "bills": len(found.bills),
        "amount": found.total.fen,
        "due_on": due_day(month=month, issued_on=city_day(at)),
        "homes": [bill.home_id for bill in found.bills],
        "names": [bill.item_name for bill in found.bills],
        "tariffs": [bill.tariff_id for bill in found.bills],
        "quantities": [bill.quantity for bill in found.bills],
        "rates": [bill.rate for bill in found.bills],
        "days": [bill.days for bill in found.bills],
        "fen": [bill.amount.fen for bill in found.bills],
        "parts": [json.dumps(bill.parts, ensure_ascii=False) for bill in found.bills],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RUN, values)
        values["run_id"] = int(cursor.fetchone()[0])
        cursor.execute(_BILLS, values)
    return int(values["run_id"])


def _write_charges(charges: Sequence[DraftCharge], estate_id: int, run_id: int | None, month: Month) -> None:
    billed = dict(Bill.objects.filter(estate_id=estate_id, run_id=run_id or 0).values_list("home_id", "id"))
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "run_id": run_id,
        "month": month.first,
        "bills": [billed.get(charge.home_id or 0) if charge.usage > 0 else None for charge in charges],
        "meters": [charge.meter_id for charge in charges],
        "readings": [charge.reading_id for charge in charges],
        "starts": [charge.starts_on for charge in charges],
        "ends": [charge.ends_before for charge in charges],
        "usages": [charge.usage for charge in charges],
        "estimates": [charge.is_estimate for charge in charges],
        "stretches": [json.dumps(charge.stretches) for charge in charges],
        "subs": [charge.subs for charge in charges],
        "carried": [charge.carried for charge in charges],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHARGES, values)


def ask_back_again(*, actor: Actor, estate_id: int, correction_id: int, at: datetime) -> None:
    """Ask anew for the credit note of an estimate that was too high and that a second person refused.

    Raises: NotFound for what is not among those; CorrectionWaits.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        lock_issue(estate_id)
        found = overestimates_still_paid(actor=actor, estate_id=estate_id)
        refused = next((each for each in found if each.correction_id == correction_id), None)
        if refused is None:
            raise NotFound
        _ask_back(actor, estate_id, refused.bill_id, refused.amount, at, repeats_id=correction_id)


def _ask_back(
    actor: Actor, estate_id: int, bill_id: int, amount: Money, at: datetime, *, repeats_id: int | None = None
) -> None:
    bill = Bill.objects.select_for_update().get(estate_id=estate_id, id=bill_id)
    fen = min(amount.fen, bill.amount_fen - bill.credited_fen)
    if fen <= 0:
        return
    if Correction.objects.filter(estate_id=estate_id, bill_id=bill_id, state=Decision.ASKED.value).exists():
        raise CorrectionWaits
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext(OVERESTIMATED)
    row = Correction.objects.create(
        estate_id=estate_id,
        bill=bill,
        amount_fen=fen,
        is_overestimate=True,
        repeats_id=repeats_id,
        **decisions.asked_now(actor=actor, reason=reason, at=at),
    )
    record_correction("billing.credit_note_asked", row, bill, reason=row.reason, actor=actor, at=at)
