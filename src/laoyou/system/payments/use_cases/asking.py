"""What the calendar does with orders: ask the channel, ask how they stand, take them back.

Each call over the network happens between two short transactions, never inside one; what came in the meantime, a
notification above all, wins.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from laoyou.infra import scope
from laoyou.infra.actor import Actor, system
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import Order
from laoyou.system.payments.openids import unsealed
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import (
    MONEY_MOVED,
    AskedOrder,
    ChannelDeclined,
    ChannelTrouble,
    Prepay,
    Standing,
    Told,
    Way,
)
from laoyou.system.payments.rules.orders import (
    GATEWAYS,
    LINK_LIFETIME,
    OPEN,
    QUERY_STEPS,
    WITH_A_WAY,
    State,
    next_query,
)
from laoyou.system.payments.use_cases.moves import defer, locked_order, move_order
from laoyou.system.payments.use_cases.opening import require_payer
from laoyou.system.payments.use_cases.settling import settle
from laoyou.system.places import queries as places

_ASKER = system("payments.asking")
DUE_AT_ONCE = 200


def ask_prepay(*, estate_id: int, order_id: int, at: datetime) -> None:
    """Ask the channel for the payer's way to its cashier; asking twice is safe, it is the same order there.

    No answer leaves the order `unknown`: it is queried, then asked again under the same number.
    """
    order = _open_order(estate_id, order_id)
    if order is None or at >= order.expires_at or _has_fresh_link(order, at):
        return
    try:
        prepay = doors.provider_for(order.channel).ask(_asked(order), at=at)
    except ChannelTrouble as trouble:
        _be_unsure(order, str(trouble), at=at)
    except (ChannelDeclined, ChannelNotReady) as declined:
        _after_decline(order, str(declined), at=at)
    else:
        _remember(order, prepay, at=at)


def query_order(*, estate_id: int, order_id: int, at: datetime) -> None:
    """Ask the channel how the order stands and do what follows: settle it, ask again, or close it at its end."""
    order = _open_order(estate_id, order_id)
    if order is None:
        return
    if order.channel not in GATEWAYS:  # the bank is asked nothing: its statement tells
        if at >= order.expires_at:
            _close_here(order, reason="expired", at=at)
        return
    try:
        told = doors.provider_for(order.channel).query(order.number, at=at)
    except (ChannelTrouble, ChannelDeclined, ChannelNotReady) as trouble:
        _count_query(order, str(trouble), at=at)
        return
    if _settled(order, told, at=at):
        return
    if told.standing is Standing.CLOSED:
        _close_here(order, reason="closed by the channel", at=at)
    elif at >= order.expires_at:
        close_order(estate_id=estate_id, order_id=order_id, at=at)
    else:
        _count_query(order, "", at=at)
        if order.state != State.WAITING:
            with scope.estate(estate_id):
                defer("ask_prepay", estate_id=estate_id, order_id=order_id)


def close_order(*, estate_id: int, order_id: int, at: datetime, reason: str = "expired") -> None:
    """Take the order back at its channel. When the payer was faster, it is paid and settled instead."""
    order = _open_order(estate_id, order_id)
    if order is None:
        return
    if order.channel not in GATEWAYS:
        _close_here(order, reason=reason, at=at)
        return
    try:
        provider = doors.provider_for(order.channel)
        standing = provider.close(order.number, at=at)
        if standing in MONEY_MOVED and not _settled(order, provider.query(order.number, at=at), at=at):
            _count_query(order, "said to be paid, but not how", at=at)
            return
    except (ChannelTrouble, ChannelDeclined, ChannelNotReady) as trouble:
        _count_query(order, str(trouble), at=at)
        return
    if standing not in MONEY_MOVED:
        _close_here(order, reason=reason, at=at)


def look_again(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> None:
    """The payer is back from the cashier and says it is paid: ask the channel now. Raises: NotFound."""
    with scope.estate(estate_id):
        order = locked_order(estate_id=estate_id, order_id=order_id)
        require_payer(actor, estate_id, order.home_id)
        soonest = order.next_query_at
        if order.channel in GATEWAYS and State(order.state) in OPEN and soonest is not None and soonest > at:
            order.next_query_at = at
            order.save(update_fields=["next_query_at"])
            defer("query_order", estate_id=estate_id, order_id=order_id)


def due_orders(*, at: datetime) -> list[tuple[int, int]]:
    """Return (estate, order) of the orders that are to be asked about, the longest waiting first."""
    with scope.everything():
        due = Order.objects.filter(
            next_query_at__lte=at, state__in=[state.value for state in OPEN], channel__in=WITH_A_WAY
        )
        return list(due.order_by("next_query_at").values_list("estate_id", "id")[:DUE_AT_ONCE])


def refresh_keys(*, at: datetime) -> int:
    """Fetch what the channels sign with, by the calendar and never for a notification; return how many are new."""
    new = 0
    for channel in doors.ready_channels():
        try:
            new += doors.provider_for(channel).refresh_keys(at=at)
        except ChannelTrouble:
            continue  # the keys that are here stay good; tomorrow it is asked again
    return new


def _open_order(estate_id: int, order_id: int) -> Order | None:
    with scope.estate(estate_id):
        order = Order.objects.filter(estate_id=estate_id, id=order_id).first()
    return order if order is not None and State(order.state) in OPEN else None


def _has_fresh_link(order: Order, at: datetime) -> bool:
    asked_at = order.prepay.get("asked_at")
    return order.state == State.WAITING and asked_at and datetime.fromisoformat(asked_at) + LINK_LIFETIME > at


def _asked(order: Order) -> AskedOrder:
    with scope.estate(order.estate_id):
        estate = places.estate_for(actor=_ASKER, estate_id=order.estate_id)
        home = places.home_for(actor=_ASKER, estate_id=order.estate_id, home_id=order.home_id)
    return AskedOrder(
        number=order.number,
        amount_fen=order.amount_fen,
        text=f"{estate.name} {home.label}",
        expires_at=order.expires_at,
        notify_address=settings.PAYMENT_NOTIFY_ADDRESS
        + reverse(settings.PAYMENT_NOTIFY_PAGE, kwargs={"channel": order.channel}),
        return_address=settings.PUBLIC_ADDRESS + _return_page(order),
        way=Way(order.prepay.get("way", Way.H5)),
        openid=unsealed(order.prepay.get("openid", "")),
        payer_ip=order.prepay.get("payer_ip") or "127.0.0.1",
    )


def _return_page(order: Order) -> str:
    """Return where the payer comes back to: the order's page of the platform that the settings name."""
    try:
        return reverse(settings.PAYMENT_RETURN_PAGE, kwargs={"estate_id": order.estate_id, "order_id": order.id})
    except NoReverseMatch:
        return "/"


def _remember(order: Order, prepay: Prepay, *, at: datetime) -> None:
    with scope.estate(order.estate_id):
        order = locked_order(estate_id=order.estate_id, order_id=order.id)
        if State(order.state) not in OPEN:
            return  # the notification was faster than the answer
        order.prepay = {
            **order.prepay,
            "address": prepay.address,
            "bridge": dict(prepay.bridge),
            "asked_at": at.isoformat(),
        }
        order.trouble = ""
        order.next_query_at = next_query(queries=order.queries, at=at, expires_at=order.expires_at)
        if order.state == State.WAITING:
            order.save(update_fields=["prepay", "trouble", "next_query_at"])
        else:
            move_order(order, to=State.WAITING, reason="asked", actor=_ASKER, at=at)


def _be_unsure(order: Order, trouble: str, *, at: datetime) -> None:
    with scope.estate(order.estate_id):
        order = locked_order(estate_id=order.estate_id, order_id=order.id)
        if State(order.state) not in OPEN:
            return
        order.trouble = trouble[:200]
        order.next_query_at = at + QUERY_STEPS[0]
        if order.state == State.CREATED:
            move_order(order, to=State.UNKNOWN, reason=trouble, actor=_ASKER, at=at)
        else:
            order.save(update_fields=["trouble", "next_query_at"])


def _after_decline(order: Order, trouble: str, *, at: datetime) -> None:
    """The channel won't have the order: close it, unless it says at the same time that the order is paid."""
    try:
        told = doors.provider_for(order.channel).query(order.number, at=at)
    except (ChannelTrouble, ChannelDeclined):
        _be_unsure(order, trouble, at=at)
        return
    except ChannelNotReady:
        told = Told(order.number, Standing.ABSENT)
    if not _settled(order, told, at=at):
        _close_here(order, reason=trouble, at=at)


def _settled(order: Order, told: Told, *, at: datetime) -> bool:
    if told.standing not in MONEY_MOVED or told.paid_at is None:
        return False
    settle(
        channel=order.channel,
        transaction=told.transaction,
        order_number=order.number,
        amount_fen=told.amount_fen,
        paid_at=told.paid_at,
        seen_via="query",
        at=at,
        is_refunded=told.standing is Standing.REFUNDED,
    )
    return True


def _close_here(order: Order, *, reason: str, at: datetime) -> None:
    with scope.estate(order.estate_id):
        order = locked_order(estate_id=order.estate_id, order_id=order.id)
        if State(order.state) in OPEN:
            order.trouble = "" if reason == "expired" else reason[:200]
            move_order(order, to=State.CLOSED, reason=reason, actor=_ASKER, at=at)


def _count_query(order: Order, trouble: str, *, at: datetime) -> None:
    with scope.estate(order.estate_id):
        order = locked_order(estate_id=order.estate_id, order_id=order.id)
        if State(order.state) not in OPEN:
            return
        order.queries += 1
        order.trouble = trouble[:200]
        order.next_query_at = next_query(queries=order.queries, at=at, expires_at=order.expires_at)
        order.save(update_fields=["queries", "trouble", "next_query_at"])
