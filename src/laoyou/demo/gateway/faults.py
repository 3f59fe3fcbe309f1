"""What goes wrong with an order, on request: real gateways do each of these now and then. Only with `--faults`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any


class NoSuchFault(ValueError):
    """The plan names something that this gateway can't do wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one order fares; an empty plan is a day on which all goes well.

    `drop`: no notification is ever sent. `duplicate`: each is sent so many times more. `delay_s`: they come so much
    later. `before_response`: the payer is so fast that the notification is out before the order's own answer is.
    `paid_fen`: the payer pays this amount. `paid_twice`: the payer pays a second time. `errors_after`: acts (ask,
    query, close, refund) that are done and then answered with 502, so many times each. `clock_offset_s`: the clock by
    which messages about the order are signed. `refund_state`:
    what becomes of its refunds (success, processing, abnormal, closed). `no_balance`: they are declined so many times,
    since the merchant has too little. `bill`: what its line in the bill says otherwise: {"drop": true},
    {"amount_fen": 1}, {"fee_fen": 9}.
    """

    drop: bool = False
    duplicate: int = 0
    delay_s: int = 0
    before_response: bool = False
    paid_fen: int = 0
    paid_twice: bool = False
    errors_after: dict[str, int] | None = None
    clock_offset_s: int = 0
    refund_state: str = "success"
    no_balance: int = 0
    bill: dict[str, Any] | None = None

    def as_json(self) -> str:
        return json.dumps(asdict(self))


NO_FAULTS = Plan()


def read(text: str) -> Plan:
    """Return the plan that the JSON describes. Raises: NoSuchFault.

    >>> read('{"drop": true}').drop, read("{}") == NO_FAULTS
    (True, True)
    """
    try:
        said = json.loads(text)
    except ValueError as error:
        raise NoSuchFault(text) from error
    if not isinstance(said, dict) or set(said) - {field.name for field in fields(Plan)}:
        raise NoSuchFault(text)
    return Plan(**said)
