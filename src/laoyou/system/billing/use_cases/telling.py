"""The payer hears of a payment, and so do the owners of the home who wish it: once per payment, whoever took it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import messages, scope
from laoyou.infra.actor import system
from laoyou.infra.prepared import prepared
from laoyou.system.billing import queries
from laoyou.system.billing.queries import BillView
from laoyou.system.payments import queries as payments
from laoyou.system.payments.events import PaymentSettled
from laoyou.system.payments.queries import ReceiptView
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

TASK = "billing.tell_of_payment"
_TELLER = system(TASK)
_ASK = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
VALUES ('default', %(task)s, 0, NULL, NULL,
        jsonb_build_object('estate_id', %(estate_id)s::bigint, 'payment_id', %(payment_id)s::bigint))
"""


def ask_to_tell(event: PaymentSettled) -> None:
    """Queue the word about a payment in its own transaction."""
    prepared(_ASK, {"task": TASK, "estate_id": event.estate_id, "payment_id": event.payment_id})


def tell_of_payment(*, estate_id: int, payment_id: int, at: datetime) -> int:
    """Queue a message about a payment to each who may read its receipt and wishes to hear; return to how many.

    What was paid, for which home and bills, and the receipt's number; nobody's name. Told once, however often asked;
    nothing is told of money that was taken back meanwhile.
    """
    with scope.estate(estate_id):
        try:
            receipt = payments.receipt_for(actor=_TELLER, estate_id=estate_id, payment_id=payment_id)
        except NotFound:
            return 0
        if receipt.cancelled_on is not None:
            return 0
        payer = people.reachable_user(payments.payer_of_payment(estate_id=estate_id, payment_id=payment_id))
        days = {receipt.paid_on, city_day(at)}
        owners = people.reachable_owners(estate_id=estate_id, home_id=receipt.home_id, days=days)
        languages = {each.telephone: each.language for each in [*owners, *([payer] if payer else [])]}
        parts = queries.bills_of_payment(actor=_TELLER, estate_id=estate_id, payment_id=payment_id)
        estate = places.estate_for(actor=_TELLER, estate_id=estate_id).name
        home = places.home_labels(estate_id=estate_id, home_ids=[receipt.home_id]).get(receipt.home_id, "")
        messages.write_all(
            estate_id=estate_id,
            letters=[
                (telephone, words_of_message(language, estate, home, receipt, parts), f"payment:{payment_id}")
                for telephone, language in sorted(languages.items())
            ],
            at=at,
        )
        return len(languages)


def words_of_message(
    language: str, estate: str, home: str, receipt: ReceiptView, parts: Sequence[tuple[BillView, Money]]
) -> str:
    """Return the words of the message in that language."""
    rest = receipt.amount - Money.total(amount for _, amount in parts)
    with translation.override(language):
        facts = {
            "estate": estate,
            "home": home,
            "amount": f"¥{receipt.amount}",
            "channel": gettext(payments.channel_name(receipt.channel)),
            "bills": gettext("; ").join(_lines([bill for bill, _ in parts])),
            "rest": f"¥{rest}",
            "number": receipt.number,
        }
        text = gettext("[%(estate)s] Thank you! %(amount)s for %(home)s has come in (%(channel)s).")
        if parts:
            text += gettext(" It went to: %(bills)s.")
        if rest:
            text += gettext(" %(rest)s is kept as credit and pays the next bills by itself.")
        text += gettext(" Receipt number %(number)s; you find it in Laoyou Butler under “Receipts”.")
        return text % facts


def _lines(bills: Sequence[BillView]) -> list[str]:
    """Return what was paid, an item each with its months: “Property fee 2022-07 – 2022-09, 2022-12”."""
    months: dict[str, list[Month]] = {}
    for bill in bills:
        months.setdefault(bill.item_name, []).append(bill.month)
    return [f"{item} {', '.join(_in_a_row(sorted(of_item)))}" for item, of_item in sorted(months.items())]


def _in_a_row(months: Sequence[Month]) -> list[str]:
    """Return months that follow each other as from – to."""
    rows: list[list[Month]] = []
    for month in months:
        if rows and rows[-1][-1].next == month:
            rows[-1].append(month)
        else:
            rows.append([month])
    return [str(row[0]) if len(row) == 1 else f"{row[0]} – {row[-1]}" for row in rows]
