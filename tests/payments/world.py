"""A small world for the tests of payments: an estate, its homes, the people who pay and the people who take money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count

from django.db.models import Sum

from laoyou.core.area import Area
from laoyou.core.money import Money
from laoyou.core.tenures import WHOLE
from laoyou.infra import events, scope
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.models import AuditRow
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.events import PaymentSettled
from laoyou.system.payments.models import ChannelClaim, Order, Payment, Receipt
from laoyou.system.payments.use_cases import OpenedOrder, OrderLineRequest
from laoyou.system.places import use_cases as places

AT = datetime(2022, 11, 30, 2, 0, tzinfo=UTC)
AUTHOR = system("test")
DESK_RIGHTS = frozenset({Right.SEE_ESTATE, Right.TAKE_CASH})
FINANCE_RIGHTS = DESK_RIGHTS | {Right.CLOSE_MONTH, Right.SEE_BOOKS}
_codes = count(1)


def service(amount_fen: int, subject_id: int = 1) -> OrderLineRequest:
    """Return a line for something that no package claims, so that all of it becomes credit in these tests."""
    return OrderLineRequest("test", subject_id, amount_fen)


class World:
    def __init__(self, homes: int = 2) -> None:
        self.estate_id = places.open_estate(
            actor=AUTHOR, code=f"PAY-{next(_codes)}", name="秀山花园", street_office_code="450103005", at=AT
        )
        building = places.add_building(actor=AUTHOR, estate_id=self.estate_id, name="3栋", at=AT)
        entrance = places.add_entrance(
            actor=AUTHOR, estate_id=self.estate_id, building_id=building, name="2单元", at=AT
        )
        self.homes = [
            places.add_home(
                actor=AUTHOR,
                estate_id=self.estate_id,
                building_id=building,
                entrance_id=entrance,
                number=f"{floor}01",
                area=Area(8635),
                source="ledger",
                starts_on=date(2022, 7, 21),
                at=AT,
            )
            for floor in range(1, homes + 1)
        ]
        self.resident = self.resident_of(self.homes[0], user_id=901)
        self.daughter = self.resident_of(self.homes[0], user_id=902)
        self.stranger = Actor(kind=ActorKind.RESIDENT, name="陌生人", user_id=903)
        self.clerk = self._staff(911, "陆小燕", DESK_RIGHTS)
        self.finance = self._staff(912, "覃会计", FINANCE_RIGHTS)
        self.manager = self._staff(913, "韦经理", FINANCE_RIGHTS | {Right.APPROVE_EXPENSE})

    def resident_of(self, home_id: int, *, user_id: int) -> Actor:
        return Actor(kind=ActorKind.RESIDENT, name="农秀兰", user_id=user_id, homes={(self.estate_id, home_id): WHOLE})

    def _staff(self, user_id: int, name: str, rights: frozenset[Right]) -> Actor:
        return Actor(kind=ActorKind.STAFF, name=name, user_id=user_id, rights={self.estate_id: rights, 0: frozenset()})

    def order(
        self,
        amount_fen: int = 5181,
        *,
        channel: str = "wechat",
        home: int = 0,
        at: datetime = AT,
        subject_id: int = 1,
        asks_channel: bool = False,
        way: str = "h5",
        openid: str = "",
    ) -> OpenedOrder:
        return use_cases.open_order(
            actor=self.resident if home == 0 else AUTHOR,
            estate_id=self.estate_id,
            home_id=self.homes[home],
            channel=channel,
            lines=[service(amount_fen, subject_id)],
            payer_name="农秀兰",
            at=at,
            asks_channel=asks_channel,
            way=way,
            openid=openid,
        )

    def arrive(
        self,
        order: OpenedOrder | str,
        amount_fen: int = 5181,
        *,
        transaction: str = "4200000001",
        channel: str = "wechat",
        paid_at: datetime = AT,
        at: datetime = AT,
    ) -> str:
        return use_cases.settle(
            channel=channel,
            transaction=transaction,
            order_number=order if isinstance(order, str) else order.number,
            amount_fen=amount_fen,
            paid_at=paid_at,
            seen_via="notification",
            at=at,
        )

    def cash(self, fen: int, *, once: str = "", lines: Sequence[OrderLineRequest] = (), at: datetime = AT) -> int:
        return use_cases.take_cash(
            actor=self.clerk,
            estate_id=self.estate_id,
            home_id=self.homes[0],
            lines=lines,
            received=Money(fen),
            payer_name="农秀兰",
            at=at,
            once=once,
        )

    def state(self, order: OpenedOrder) -> str:
        with scope.estate(self.estate_id):
            return Order.objects.get(id=order.id).state

    def move_states(self, order: OpenedOrder) -> list[str]:
        with scope.estate(self.estate_id):
            return list(Order.objects.get(id=order.id).moves.order_by("id").values_list("to_state", flat=True))

    def payments(self, estate_id: int | None = None) -> list[Payment]:
        with scope.estate(self.estate_id if estate_id is None else estate_id):
            return list(Payment.objects.order_by("id"))

    def receipts(self) -> list[str]:
        with scope.estate(self.estate_id):
            return list(Receipt.objects.order_by("id").values_list("number", flat=True))

    def entries(self) -> int:
        with scope.estate(self.estate_id):
            return Entry.objects.count()

    def claims(self) -> int:
        return ChannelClaim.objects.filter(estate_id=self.estate_id).count()

    def balance(self, account: Account, *, home: int | None = None, estate_id: int | None = None) -> int:
        """Return the balance of an account over all funds, in fen, debit above zero."""
        with scope.estate(self.estate_id if estate_id is None else estate_id):
            lines = Line.objects.filter(account=account)
            if home is not None:
                lines = lines.filter(home_id=self.homes[home])
            return int(lines.aggregate(sum=Sum("amount_fen"))["sum"] or 0)

    def audited(self, action: str, estate_id: int | None = None) -> int:
        with scope.estate(self.estate_id if estate_id is None else estate_id):
            return AuditRow.objects.filter(action=action).count()


@contextmanager
def heard() -> Iterator[list[PaymentSettled]]:
    """Yield the list that fills with what was settled meanwhile."""
    settled: list[PaymentSettled] = []
    events.in_transaction(PaymentSettled, settled.append)
    try:
        yield settled
    finally:
        events._in_transaction[PaymentSettled].remove(settled.append)


def waiting_for(actor: Actor) -> list[queries.PaymentRow]:
    """Return the money in suspense that the actor sees."""
    with scope.of_actor(actor):
        return queries.suspense_for(actor=actor)
