"""The letters of a batch, composed from the bills that are open now, and handed out as one file."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.platforms import access
from laoyou.platforms.formats import month_name
from laoyou.system.billing import queries as billing
from laoyou.system.billing.arrears import queries
from laoyou.system.billing.arrears.letter_pdf import Letter, LetterLine, letters_pdf
from laoyou.system.billing.arrears.queries import ReminderView
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments.receipt_pdf import LANGUAGE
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

PAY_PAGE = "/pay/"


def response(request: access.Request, estate_id: int, reminders: Sequence[ReminderView], *, name: str) -> HttpResponse:
    """Return the answer with the letters to those who still owe. Raises: NotFound when nobody does any more."""
    estate = places.estate_for(actor=request.actor, estate_id=estate_id)
    with translation.override(LANGUAGE):
        made = [_letter(request, estate, row) for row in reminders]
    letters = [letter for letter in made if letter is not None]
    if not letters:
        raise NotFound
    answer = HttpResponse(letters_pdf(letters), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _letter(request: access.Request, estate: EstateView, row: ReminderView) -> Letter | None:
    """Return the letter to a home as its bills stand now, none once everything is paid."""
    actor: Actor = request.actor
    day = city_day(request.at)
    debtor = queries.debtor_of_home(actor=actor, estate_id=estate.id, home_id=row.home_id, day=day)
    if debtor is None:
        return None
    mandate = mandates.mandate_in_force(estate.id, day)
    bills = [
        bill
        for bill in billing.open_bills(actor=actor, estate_id=estate.id, home_id=row.home_id)
        if bill.due_on < day and bill.month >= debtor.first_month
    ]
    return Letter(
        reference=f"{estate.code}-{row.id}",
        written_on=row.day,
        estate=estate.name,
        company=mandate.company_name if mandate else "",
        home=row.home_label,
        telephone=estate.telephone,
        lines=[
            LetterLine(f"{month_name(bill.month)} {bill.item_name}", bill.sentence, bill.due_on, bill.open)
            for bill in bills
        ],
        amount=Money.total(bill.open for bill in bills),
        penalty=queries.penalty_until(
            estate_id=estate.id, home_id=row.home_id, first_month=debtor.first_month, day=day
        ),
        pay_address=settings.PUBLIC_ADDRESS + PAY_PAGE,
    )
