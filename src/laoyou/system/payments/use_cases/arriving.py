"""The centre's money on its way to an estate: sent on in one transaction, taken in by another, never lost between.

Between the two it stands in no estate's books, so it is tried for as long as it takes, and shown to people when it
takes long (`rules.settling.ALARM_AFTER_TRIES`).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import system
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.models import Assignment, Payment
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.use_cases.settling import CENTRE, become_the_homes, post_money

_TAKER = system("payments.take_over")
TEXT = mark("From the suspense of the centre to the credit of a home")


def take_over(*, assignment_id: int, at: datetime) -> None:
    """Take money that the centre sent on into its estate's books as a home's credit: once, however often asked.

    A fault is counted where people see it, and raised again.
    """
    sent = _sent(assignment_id)
    if sent is None:
        return
    row, payment = sent
    try:
        _take_in(row, payment, at=at)
    except Exception as fault:
        _change(assignment_id, tries=F("tries") + 1, trouble=type(fault).__name__[:100])
        raise
    _change(assignment_id, arrived_at=at, trouble="")


def on_their_way() -> list[int]:
    """Return the assignments whose money has left the centre's books and is not known to have arrived."""
    with scope.estate(CENTRE):
        return list(_on_its_way().order_by("id").values_list("id", flat=True))


def _sent(assignment_id: int) -> tuple[Assignment, Payment] | None:
    with scope.estate(CENTRE):
        row = _on_its_way().filter(id=assignment_id).select_related("payment").first()
    return (row, row.payment) if row is not None else None


def _on_its_way() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        estate_id=CENTRE, state=Decision.APPROVED.value, destination="home", arrived_at__isnull=True
    )


def _take_in(row: Assignment, sent: Payment, *, at: datetime) -> None:
    assert row.to_estate_id is not None
    with scope.estate(row.to_estate_id):
        payment, is_new = Payment.objects.get_or_create(
            estate_id=row.to_estate_id,
            channel=sent.channel,
            transaction=sent.transaction,
            defaults={
                "home_id": row.to_home_id,
                "amount_fen": sent.rest_fen,
                "paid_at": sent.paid_at,
                "paid_on": city_day(sent.paid_at),
                "place": Place.APPLIED.value,
                "trouble": sent.trouble,
                "seen_via": "suspense",
                "recorded_at": at,
            },
        )
        if not is_new:
            return
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(TEXT)
        booked_on = post_money(
            payment,
            kind="payment",
            debit=Account.MONEY,
            credit=Account.PAYER_CREDIT,
            posted_on=city_day(at),
            text=text,
            actor=_TAKER,
            at=at,
        )
        become_the_homes(payment, booked_on=booked_on, at=at, for_its_order=False)
        audit.record(
            "payments.assignment_arrived",
            actor=_TAKER,
            estate_id=row.to_estate_id,
            at=at,
            subject="payments.payment",
            subject_id=payment.id,
            amount=f"¥{Money(payment.amount_fen)}",
            home=row.to_label,
            asked_by=row.asked_by_name,
            decided_by=row.decided_by_name,
        )


def _change(assignment_id: int, **columns: object) -> None:
    with scope.estate(CENTRE):
        _on_its_way().filter(id=assignment_id).update(**columns)
