"""What waits for a second person among payments: whose money in suspense is, cash entered by mistake, refunds."""

from laoyou.infra.actor import Right
from laoyou.infra.waiting import Source

_PAYMENT = "JOIN payments_payment payment ON payment.estate_id = asked.estate_id AND payment.id = asked.payment_id"

WAITING = (
    Source(
        kind="assignment",
        table="payments_assignment",
        right=Right.CLOSE_MONTH,
        joins=_PAYMENT,
        columns={
            "estate_id": "coalesce(asked.to_estate_id, asked.estate_id)",
            "right_in": "coalesce(asked.to_estate_id, asked.estate_id)",
            "subject_id": "asked.payment_id",
            "home_label": "asked.to_label",
            "amount_fen": "payment.amount_fen",
            "code": "asked.destination",
        },
        for_any_estate=True,
    ),
    Source(
        kind="refund",
        table="payments_refund",
        right=Right.APPROVE_EXPENSE,
        waits="asked.state = 'asked' AND asked.from_place = 'applied'",
        joins="JOIN places_home home ON home.estate_id = asked.estate_id AND home.id = asked.home_id",
        columns={
            "subject_id": "asked.payment_id",
            "home_label": "home.label",
            "amount_fen": "asked.amount_fen",
        },
    ),
    Source(
        kind="refund_of_suspense",
        table="payments_refund",
        right=Right.CLOSE_MONTH,
        waits="asked.state = 'asked' AND asked.from_place = 'suspense'",
        columns={"subject_id": "asked.payment_id", "amount_fen": "asked.amount_fen"},
        for_any_estate=True,
    ),
    Source(
        kind="transfer_account",
        table="payments_transfer_account",
        right=Right.RECONCILE,
        columns={"code": "trim(asked.bank || ' ' || asked.number)"},
    ),
    Source(
        kind="cancellation",
        table="payments_cancellation",
        right=Right.APPROVE_EXPENSE,
        joins=f"{_PAYMENT} JOIN places_home home ON home.estate_id = payment.estate_id AND home.id = payment.home_id",
        columns={
            "subject_id": "asked.payment_id",
            "home_label": "home.label",
            "amount_fen": "payment.amount_fen",
        },
    ),
)
