"""A payer wants to pay: the order is a row, with what it is for, before any channel hears of it (PAY-04)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.payments.errors import AmountTooLarge, ChannelNotReady, NothingToPay
from laoyou.system.payments.models import Order, OrderLine, OrderMove
from laoyou.system.payments.openids import sealed
from laoyou.system.payments.providers import doors
from laoyou.system.payments.rules import notes, numbers
from laoyou.system.payments.rules.orders import (
    GATEWAYS,
    LIFETIME,
    LINK_LIFETIME,
    OPEN,
    REUSABLE_FOR,
    TRANSFER,
    TRANSFER_LIFETIME,
    WITH_A_WAY,
    State,
)
from laoyou.system.payments.transfers import transfer_account
from laoyou.system.payments.use_cases.moves import defer

LARGEST_FEN = 100_000_000_00
_OPEN_STATES = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class OrderLineRequest:
    """What part of the money is for what, for example subject "bill" and the bill's id."""

    subject: str
    subject_id: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    id: int
    number: str


def open_order(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    channel: str,
    lines: Sequence[OrderLineRequest],
    payer_name: str,
    at: datetime,
    way: str = "h5",
    openid: str = "",
    payer_ip: str = "",
    asks_channel: bool = True,
) -> OpenedOrder:
    """Save an intention to pay and return it; a job asks the channel afterwards.

    An open order for exactly the same is handed out again, so that two taps, or two members of a family, meet in one
    order (PAY-11). Other open orders that touch the same subjects are closed. A transfer by bank gets a short code for
    its note and days to arrive. Without `asks_channel` no channel is told: the money is on its way already.

    Raises: NotFound for a home that is not the actor's; NothingToPay; AmountTooLarge; ChannelNotReady, also for a
    resident who names what only the desk takes.
    """
    with scope.estate(estate_id):
        require_payer(actor, estate_id, home_id)
        if actor.kind is ActorKind.RESIDENT and channel not in WITH_A_WAY:
            raise ChannelNotReady
        if not lines or any(line.amount_fen <= 0 for line in lines):
            raise NothingToPay
        amount_fen = sum(line.amount_fen for line in lines)
        refuse_too_large(amount_fen)
        tells_gateway = asks_channel and channel in GATEWAYS
        by_transfer = asks_channel and channel == TRANSFER
        payer = {"way": way, "payer_ip": payer_ip} | sealed(openid) if tells_gateway else {}
        if by_transfer:
            payer = {"way": TRANSFER} | _account_to_pay_to()
        if tells_gateway and channel not in doors.ready_channels():
            raise ChannelNotReady
        hold_home(estate_id, home_id)
        rivals = open_rivals(estate_id=estate_id, home_id=home_id, lines=lines)
        for rival in rivals:
            if payer and _is_the_same(rival, channel=channel, payer=payer, lines=lines, at=at):
                if tells_gateway and _link_is_old(rival, at):
                    defer("ask_prepay", estate_id=estate_id, order_id=rival.id)
                return OpenedOrder(rival.id, rival.number)
        close_rivals(rivals)
        order = new_order(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            channel=channel,
            amount_fen=amount_fen,
            lines=lines,
            payer_name=payer_name,
            prepay=payer,
            at=at,
            lifetime=TRANSFER_LIFETIME if by_transfer else LIFETIME,
        )
        if tells_gateway:
            defer("ask_prepay", estate_id=estate_id, order_id=order.id)
        return OpenedOrder(order.id, order.number)


def require_payer(actor: Actor, estate_id: int, home_id: int) -> None:
    """Raises: NotFound, unless it is the home of the resident, or staff who may take money there."""
    if actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    else:
        actor.require(Right.TAKE_CASH, estate_id)


def refuse_too_large(amount_fen: int) -> None:
    if amount_fen > LARGEST_FEN:
        raise AmountTooLarge(amount=f"¥{Money(amount_fen)}")


def hold_home(estate_id: int, home_id: int) -> None:
    """Let orders of one home be opened one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payments.home:{estate_id}:{home_id}"]
        )


def open_rivals(*, estate_id: int, home_id: int, lines: Sequence[OrderLineRequest]) -> list[Order]:
    """Return the open orders of the home that a channel could still take money for, for one of the same subjects."""
    by_subject: dict[str, list[int]] = {}
    for line in lines:
        by_subject.setdefault(line.subject, []).append(line.subject_id)
    touching: set[int] = set()
    for subject, ids in by_subject.items():
        same = OrderLine.objects.filter(
            estate_id=estate_id, subject=subject, subject_id__in=ids, order__state__in=_OPEN_STATES
        )
        touching |= set(same.values_list("order_id", flat=True))
    if not touching:
        return []
    found = Order.objects.filter(estate_id=estate_id, home_id=home_id, id__in=touching, channel__in=WITH_A_WAY)
    return list(found.prefetch_related("lines").order_by("id"))


def close_rivals(rivals: Sequence[Order]) -> None:
    for rival in rivals:
        defer("close_order", estate_id=rival.estate_id, order_id=rival.id)


def new_order(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    channel: str,
    amount_fen: int,
    lines: Sequence[OrderLineRequest],
    payer_name: str,
    prepay: dict[str, str],
    at: datetime,
    tail: str = "",
    lifetime: timedelta = LIFETIME,
) -> Order:
    """Write the order, its lines and the first step of its life. `tail` ends its number; without one, chance does."""
    tail = tail or numbers.tail_of(secrets.token_bytes(numbers.ORDER_TAIL), numbers.ORDER_TAIL)
    order = Order.objects.create(
        estate_id=estate_id,
        home_id=home_id,
        number=numbers.order_number(estate_id=estate_id, day=city_day(at), tail=tail),
        channel=channel,
        amount_fen=amount_fen,
        state=State.CREATED.value,
        payer_user_id=actor.user_id,
        payer_name=payer_name[:80],
        note_code=notes.note_code(estate_id=estate_id, tail=tail[: notes.TAIL])
        if prepay.get("way") == TRANSFER
        else "",
        prepay=prepay,
        created_at=at,
        expires_at=at + lifetime,
        next_query_at=at + lifetime if prepay else None,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            estate_id=estate_id,
            order=order,
            line_number=number,
            subject=line.subject,
            subject_id=line.subject_id,
            amount_fen=line.amount_fen,
        )
        for number, line in enumerate(lines, start=1)
    )
    OrderMove.objects.create(
        estate_id=estate_id,
        order=order,
        from_state="",
        to_state=State.CREATED.value,
        actor=actor.audit_name(),
        at=at,
    )
    return order


def _is_the_same(
    order: Order, *, channel: str, payer: Mapping[str, str], lines: Sequence[OrderLineRequest], at: datetime
) -> bool:
    """Return whether the order is for exactly this, and its payer can be paid by: inside WeChat a channel lets only
    the one pay whose `openid` it was given, and a transfer goes to the account of today.
    """
    wanted = sorted((line.subject, line.subject_id, line.amount_fen) for line in lines)
    present = sorted((line.subject, line.subject_id, line.amount_fen) for line in order.lines.all())
    lives_on = order.expires_at >= at + REUSABLE_FOR
    is_payers = all(order.prepay.get(name, "") == payer.get(name, "") for name in ("way", "openid_mark", "account"))
    return lives_on and order.channel == channel and is_payers and present == wanted


def _account_to_pay_to() -> dict[str, str]:
    """Return the account as it is kept with the order: what the payer was told stays what they are told."""
    account = transfer_account()
    if account is None:
        raise ChannelNotReady
    return {"holder": account.holder, "bank": account.bank, "account": account.number}


def _link_is_old(order: Order, at: datetime) -> bool:
    asked_at = order.prepay.get("asked_at")
    return asked_at is not None and datetime.fromisoformat(asked_at) + LINK_LIFETIME <= at
