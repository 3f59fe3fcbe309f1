"""The receipts of a home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from laoyou.core.money import Money
from laoyou.platforms import access
from laoyou.platforms.resident import frame, paying
from laoyou.platforms.resident.words import channel_name
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries as ledger
from laoyou.system.payments import queries as payments
from laoyou.system.payments.queries import ReceiptView


@access.resident
def receipts(request: HttpRequest) -> HttpResponse:
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    found = billing.receipts_of_home(actor=frame.actor_of(request), estate_id=chosen[0], home_id=chosen[1])
    context = {"receipts": with_channel(found)}
    return frame.page(request, "resident/receipts.html", context, hand=frame.hand_of(request, chosen))


@access.resident
def receipt(request: HttpRequest, estate_id: int, payment_id: int) -> HttpResponse:
    found = payments.receipt_for(actor=frame.actor_of(request), estate_id=estate_id, payment_id=payment_id)
    lines = paying.paid_lines(request, estate_id=estate_id, payment_id=payment_id)
    context = {
        "receipt": found,
        "channel": channel_name(found.channel),
        "lines": lines,
        "credit": found.amount - Money.total(line.amount for line in lines),
        "is_logged": ledger.is_logged(estate_id, f"{found.channel}:{found.transaction}", home_id=found.home_id),
    }
    return frame.page(
        request, "resident/receipt.html", context, hand=frame.hand_of(request, (estate_id, found.home_id))
    )


def with_channel(found: list[ReceiptView]) -> list[tuple[ReceiptView, str]]:
    """Return receipts with the name of the way they were paid."""
    return [(one, channel_name(one.channel)) for one in found]
