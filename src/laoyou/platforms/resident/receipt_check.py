"""The page that a receipt's code leads to, open to anybody, and the receipt on paper for its home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from laoyou.core.errors import NotFound
from laoyou.platforms import access, paper
from laoyou.platforms.resident import frame
from laoyou.system.payments import queries as payments
from laoyou.system.payments.rules.capitals import in_capitals


@access.public
def receipt_check(request: HttpRequest, check_code: str) -> HttpResponse:
    """Show that the receipt is ours: number, day, amount, estate and building, no name. A wrong code is not found."""
    try:
        receipt = payments.receipt_by_check_code(check_code)
    except NotFound:
        return frame.page(request, "resident/receipt_unknown.html", {"check_code": check_code[:40]}, status=404)
    context = {
        "receipt": receipt,
        "capitals": in_capitals(receipt.amount),
        "channel": gettext(payments.channel_name(receipt.channel)),
    }
    return frame.page(request, "resident/receipt_check.html", context)


@access.resident
def receipt_pdf(request: HttpRequest, estate_id: int, payment_id: int) -> HttpResponse:
    """Hand out the receipt of one of this person's homes on paper."""
    return paper.response(actor=frame.actor_of(request), estate_id=estate_id, payment_id=payment_id)
