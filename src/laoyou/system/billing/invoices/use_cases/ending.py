"""A red letter that the bureau refuses, or does not answer for: written there by a person, and ended here by hand."""

from __future__ import annotations

import re
from datetime import datetime

from laoyou.core.decisions import SayWhy
from laoyou.core.errors import Checks, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.invoices.errors import RedLetterUnclear, RedLetterUnderWay
from laoyou.system.billing.invoices.models import Invoice
from laoyou.system.billing.invoices.rules.states import InvoiceState
from laoyou.system.billing.invoices.steps import move_invoice

_RED_NUMBER = re.compile(r"[0-9A-Z]{8,20}")


def end_by_hand(*, actor: Actor, estate_id: int, invoice_id: int, red_number: str, reason: str, at: datetime) -> None:
    """Write down the number of a red letter that a person wrote on the bureau's own page; the invoice is reversed.

    Raises: NotFound; RedLetterUnderWay while nothing speaks against the bureau's own; RedLetterUnclear; SayWhy.
    """
    with scope.estate(estate_id):
        actor.require(Right.CLOSE_MONTH, estate_id)
        row = Invoice.objects.select_for_update().filter(estate_id=estate_id, id=invoice_id).first()
        if row is None:
            raise NotFound
        if row.state != InvoiceState.REVERSING or not row.trouble:
            raise RedLetterUnderWay
        number = "".join(red_number.split()).upper()
        checks = Checks()
        with checks:
            if not _RED_NUMBER.fullmatch(number) or number == row.invoice_number:
                raise RedLetterUnclear
        with checks:
            if not reason.strip():
                raise SayWhy
        checks.end()
        row.red_number, row.trouble = number, ""
        said = ["red_number", "trouble"]
        move_invoice(row, InvoiceState.REVERSED, actor=actor, at=at, reason=reason.strip(), also=said)
