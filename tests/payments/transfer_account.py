"""The account for transfers by bank, as two people name it."""

from __future__ import annotations

from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.payments import use_cases as payments
from tests.payments.days import CASHIER
from tests.payments.world import AT

SECOND = Actor(kind=ActorKind.STAFF, name="韦经理", user_id=913, rights={0: frozenset({Right.RECONCILE})})


def name_account(number: str = "4500 1604 5501 0508 8899") -> int:
    request_id = payments.ask_transfer_account(
        actor=CASHIER, holder="南宁某物业公司", bank="建设银行津头支行", number=number, reason="开户通知书", at=AT
    )
    payments.decide_transfer_account(actor=SECOND, request_id=request_id, approve=True, at=AT)
    return request_id
