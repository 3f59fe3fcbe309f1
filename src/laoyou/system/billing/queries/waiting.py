"""What waits for a second person in billing: credit notes, waivers, credit to be given back, plans, write-offs.

Who asked for a plan as a resident is not named: the list says that it was the home's own people.
"""

from laoyou.infra.actor import Right
from laoyou.infra.waiting import Source

_HOME = "JOIN places_home home ON home.estate_id = asked.estate_id AND home.id = asked.home_id"

WAITING = (
    Source(
        kind="credit_note",
        table="billing_correction",
        right=Right.APPROVE_WAIVER,
        joins="JOIN billing_bill bill ON bill.estate_id = asked.estate_id AND bill.id = asked.bill_id"
        " JOIN places_home home ON home.estate_id = bill.estate_id AND home.id = bill.home_id",
        columns={
            "subject_id": "asked.bill_id",
            "home_label": "home.label",
            "amount_fen": "asked.amount_fen",
            "code": "bill.item_name",
            "number": "extract(year FROM bill.month) * 100 + extract(month FROM bill.month)",
        },
    ),
    Source(
        kind="waiver",
        table="billing_waiver",
        right=Right.APPROVE_WAIVER,
        joins=_HOME,
        columns={"home_label": "home.label", "code": "asked.kind", "number": "asked.percent"},
    ),
    Source(
        kind="waiver_end",
        table="billing_waiver_end",
        right=Right.APPROVE_WAIVER,
        joins="JOIN billing_waiver waiver ON waiver.estate_id = asked.estate_id AND waiver.id = asked.waiver_id"
        " JOIN places_home home ON home.estate_id = waiver.estate_id AND home.id = waiver.home_id",
        columns={"home_label": "home.label", "code": "waiver.kind", "number": "waiver.percent"},
    ),
    Source(
        kind="give_back",
        table="billing_give_back",
        right=Right.APPROVE_EXPENSE,
        joins=_HOME,
        columns={"subject_id": "asked.home_id", "home_label": "home.label", "amount_fen": "asked.amount_fen"},
    ),
    Source(
        kind="plan",
        table="billing_plan",
        right=Right.APPROVE_WAIVER,
        joins=_HOME,
        columns={
            "home_label": "home.label",
            "amount_fen": "asked.total_fen",
            "code": "CASE WHEN asked.is_residents THEN 'resident' ELSE '' END",
            "number": "(SELECT count(*) FROM billing_plan_part part"
            " WHERE part.estate_id = asked.estate_id AND part.plan_id = asked.id)",
            "asked_by_name": "CASE WHEN asked.is_residents THEN '' ELSE asked.asked_by_name END",
        },
    ),
    Source(
        kind="write_off",
        table="billing_write_off",
        right=Right.APPROVE_WAIVER,
        joins=_HOME,
        columns={"home_label": "home.label", "amount_fen": "asked.amount_fen"},
    ),
    Source(
        kind="deposit",
        table="billing_deposit_return",
        right=Right.APPROVE_EXPENSE,
        joins="JOIN billing_deposit deposit ON deposit.estate_id = asked.estate_id AND deposit.id = asked.deposit_id"
        " JOIN places_home home ON home.estate_id = deposit.estate_id AND home.id = deposit.home_id",
        columns={"subject_id": "asked.deposit_id", "home_label": "home.label", "amount_fen": "asked.back_fen"},
    ),
    Source(
        kind="ending",
        table="billing_ending",
        right=Right.APPROVE_ENDING,
        columns={"amount_fen": "asked.back_fen", "number": "asked.homes"},
    ),
)
