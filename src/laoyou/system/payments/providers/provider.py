"""What every gateway has to be able to do, and the words it is said in. No models, no pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from laoyou.system.payments.reconciliation.rules.bills import BilledLine
from laoyou.system.payments.refunds.rules.stages import RefundStanding


class ChannelTrouble(Exception):
    """The channel did not answer, or not in a way that can be believed: it may or may not have done what was asked."""


class ChannelDeclined(Exception):
    """The channel answered, signed, that it does not do this. `code` is its own word."""

    def __init__(self, code: str, text: str = "") -> None:
        self.code = code
        super().__init__(f"{code}: {text}" if text else code)


class BillNotReady(Exception):
    """The channel has not made the day's bill yet: ask again later."""


class Standing(StrEnum):
    PAID = "paid"
    REFUNDED = "refunded"
    """It was paid, and the channel has given the money back since, all of it or a part."""
    WAITING = "waiting"
    CLOSED = "closed"
    ABSENT = "absent"
    """The channel has no such order."""


MONEY_MOVED = frozenset({Standing.PAID, Standing.REFUNDED})
"""Standings with a transaction, an amount and a moment of payment."""


class Way(StrEnum):
    """How the payer gets to the cashier page."""

    H5 = "h5"
    """A browser on a phone follows an address."""
    NATIVE = "native"
    """The payer scans a code that the desk or a poster shows."""
    JSAPI = "jsapi"
    """A page inside WeChat calls WeChat's own bridge; needs the payer's openid."""


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """What a channel is told of an order. `text` is what the payer reads on the cashier page."""

    number: str
    amount_fen: int
    text: str
    expires_at: datetime
    notify_address: str
    return_address: str
    way: Way = Way.H5
    openid: str = ""
    payer_ip: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Prepay:
    """How the payer gets on: `address` to follow (h5) or to show as a code (native); `bridge` for WeChat's (jsapi)."""

    way: Way
    address: str = ""
    bridge: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel says of one order, checked to come from it and to be meant for us.

    `amount_fen` is what the payer paid, also where some of it went back; `refund_number` names the refund that it is
    said for, where it is.
    """

    number: str
    standing: Standing
    transaction: str = ""
    amount_fen: int = 0
    paid_at: datetime | None = None
    refund_number: str = ""


@dataclass(frozen=True, slots=True)
class AskedRefund:
    """What a channel is asked to give back. `number` is our own and stays the same over all tries; `paid_fen` is what
    the payer paid by the transaction. `reason` is read by the payer.
    """

    number: str
    order_number: str
    transaction: str
    amount_fen: int
    paid_fen: int
    reason: str
    notify_address: str


@dataclass(frozen=True, slots=True)
class ToldRefund:
    """What a channel says of one refund, checked to come from it and to be meant for us.

    `refund` is the channel's own number, empty where it has none; `done_at` the moment when the money went back.
    """

    number: str
    standing: RefundStanding
    order_number: str = ""
    transaction: str = ""
    refund: str = ""
    amount_fen: int = 0
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a channel wants to hear after a notification."""

    status: int
    media_type: str
    body: str


class Provider(Protocol):
    """One gateway. Each call takes seconds at most; `at` is the moment of asking, for signatures and their age."""

    def ask(self, order: AskedOrder, *, at: datetime) -> Prepay:
        """Tell the channel of the order; asking again with the same order is safe.

        Raises: ChannelTrouble, ChannelDeclined.
        """

    def query(self, number: str, *, at: datetime) -> Told:
        """Return how the order stands there. Raises: ChannelTrouble, ChannelDeclined."""

    def close(self, number: str, *, at: datetime) -> Standing:
        """Take the order back: CLOSED, or one of MONEY_MOVED when the payer was faster.

        Raises: ChannelTrouble, ChannelDeclined.
        """

    def refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        """Ask the channel to give money back; the same again under the same number is safe. Accepted is not refunded.

        Raises: ChannelTrouble, also for what may be done later; ChannelDeclined.
        """

    def query_refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        """Return how the refund stands there. Raises: ChannelTrouble, ChannelDeclined."""

    def read_notification(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told | ToldRefund:
        """Return what the channel tells unasked. Makes no outbound call. Raises: NotificationRefused."""

    def refresh_keys(self, *, at: datetime) -> int:
        """Fetch what the channel signs with and return how many keys are new. Never called for a notification."""

    def fetch_bill(self, day: date, *, at: datetime) -> bytes:
        """Return the channel's bill of a day that is over, as it was written; nothing when nothing happened.

        Raises: BillNotReady, ChannelTrouble, ChannelDeclined.
        """

    def read_bill(self, content: bytes) -> tuple[BilledLine, ...]:
        """Return the lines of a bill that is ours and whose own sums hold. Raises: BillRefused."""

    def answer(self, *, is_accepted: bool) -> Answer:
        """Return what the channel wants to hear; without acceptance it tells again later."""
