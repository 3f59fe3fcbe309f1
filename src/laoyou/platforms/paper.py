"""A payment's receipt on paper, as the resident's page and the desk hand it out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.platforms.formats import month_name
from laoyou.system.billing import queries as billing
from laoyou.system.billing.deposits.queries import deposits_of_payment
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments import queries as payments
from laoyou.system.payments.receipt_pdf import LANGUAGE, Paper, PaperLine, receipt_pdf
from laoyou.system.places import queries as places


def paper_of(*, actor: Actor, estate_id: int, payment_id: int) -> Paper:
    """Return what stands on the receipt: each bill with its part and how it was worked out, the rest as credit.

    Raises: NotFound.
    """
    receipt = payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    mandate = mandates.mandate_in_force(estate_id, receipt.paid_on)
    with translation.override(LANGUAGE):
        lines = [
            PaperLine(f"{month_name(bill.month)} {bill.item_name}", bill.sentence, part)
            for bill, part in billing.bills_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
        ]
        note = pgettext("receipt", "Held for you, never income; given back when it is settled.")
        lines += [
            PaperLine(pgettext("receipt", "Deposit: %(purpose)s") % {"purpose": purpose}, note, part)
            for purpose, part in deposits_of_payment(estate_id=estate_id, payment_id=payment_id)
        ]
        rest = receipt.amount - Money.total(line.amount for line in lines)
        if rest:
            note = pgettext("receipt", "It pays the next bills by itself.")
            lines.append(PaperLine(pgettext("receipt", "Kept as credit of the home"), note, rest))
        return Paper(
            number=receipt.number,
            issued_on=city_day(receipt.issued_at),
            paid_at=receipt.paid_at,
            estate=estate.name,
            home=places.home_labels(estate_id=estate_id, home_ids=[receipt.home_id]).get(receipt.home_id, ""),
            payer=receipt.payer_name,
            payee=mandate.company_name if mandate else "",
            channel=gettext(payments.channel_name(receipt.channel)),
            transaction=receipt.transaction,
            taken_by=receipt.taken_by_name,
            lines=lines,
            amount=receipt.amount,
            check_code=receipt.check_code,
            cancelled_on=receipt.cancelled_on,
            refunded=receipt.refunded,
            refunded_on=receipt.refunded_on,
            check_address=settings.PUBLIC_ADDRESS + reverse(settings.RECEIPT_CHECK_PAGE, args=[receipt.check_code]),
        )


def response(*, actor: Actor, estate_id: int, payment_id: int) -> HttpResponse:
    """Return the answer that shows the receipt. Raises: NotFound, CannotPrint."""
    paper = paper_of(actor=actor, estate_id=estate_id, payment_id=payment_id)
    answer = HttpResponse(receipt_pdf(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="receipt-{paper.number}.pdf"'
    return answer
