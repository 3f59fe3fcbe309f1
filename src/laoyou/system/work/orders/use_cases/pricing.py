"""Work that the resident pays: a price is quoted, they agree or refuse, and only then it is done and billed."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import messages, scope, states
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people import queries as people
from laoyou.system.work.orders import steps
from laoyou.system.work.orders.errors import (
    ConsentUnclear,
    OwnerAgrees,
    QuoteChanged,
    QuoteNeedsAHome,
    QuoteUnclear,
)
from laoyou.system.work.orders.models import OrderQuote, WorkOrder
from laoyou.system.work.orders.rules.states import PRICE_MOVES, TO_DO, OrderState, PriceState

ASKED = mark("%(title)s in your home costs ¥%(price)s. Please agree or refuse in the app; nothing is done before.")
CONSENTS = ("telephone", "counter", "visit")
"""How a resident can have agreed when somebody of the centre enters it."""


def quote(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    price: Money,
    text: str,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Name the resident a price, and what is done for it. A price of before is no longer asked about.

    Raises: NotFound; NotYourOrder; OrderMoved; QuoteUnclear; QuoteNeedsAHome.
    """
    if price.fen <= 0 or not text.strip():
        raise QuoteUnclear
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        if row.home_id is None:
            raise QuoteNeedsAHome
        if row.state not in TO_DO or PriceState.QUOTED not in PRICE_MOVES[PriceState(row.price_state)]:
            raise steps.moved_on(row)
        OrderQuote.objects.create(
            estate_id=estate_id,
            order=row,
            price_fen=price.fen,
            text=text.strip()[:300],
            quoted_by_name=actor.name[:100],
            quoted_at=at,
        )
        row.price_fen = price.fen
        _move_price(row, PriceState.QUOTED, actor, at)
        steps.record("work.quoted", row, actor, at, reason=text.strip(), price=str(price))
        steps.note_act(row, client_id, "quote", actor, done_at or at, at)
        _tell_owners(row, at)
        steps.tell_pages(row, at)


def agree_to_quote(
    *, actor: Actor, estate_id: int, order_id: int, price: Money, at: datetime, consent: str = ""
) -> None:
    """Agree to the price that was shown; a resident by themselves, staff say how the resident agreed.

    Raises: NotFound; OwnerAgrees; OrderMoved; QuoteChanged; ConsentUnclear.
    """
    with scope.estate(estate_id):
        row, said = _asked(actor, estate_id, order_id, consent, at)
        if price.fen != row.price_fen:
            raise QuoteChanged(price=f"¥{Money(row.price_fen or 0)}")
        _answer(row, "agreed", said, "", actor, at)
        _move_price(row, PriceState.AGREED, actor, at)
        steps.record("work.quote_agreed", row, actor, at, price=str(price))
        steps.tell_pages(row, at)


def refuse_quote(
    *, actor: Actor, estate_id: int, order_id: int, at: datetime, reason: str = "", consent: str = ""
) -> None:
    """Refuse the price: the work ends there, with the reason.

    Raises: NotFound; OwnerAgrees; OrderMoved; ConsentUnclear.
    """
    with scope.estate(estate_id):
        row, said = _asked(actor, estate_id, order_id, consent, at)
        _answer(row, "refused", said, reason.strip(), actor, at)
        _move_price(row, PriceState.REFUSED, actor, at, reason=reason)
        steps.record("work.quote_refused", row, actor, at, reason=reason.strip(), price=str(Money(row.price_fen or 0)))
        steps.end_span(row, at)
        steps.step(row, OrderState.CANCELLED, actor=actor, at=at, reason=reason.strip() or "price_refused")


def _tell_owners(row: WorkOrder, at: datetime) -> None:
    """Tell those who own the home today, each in their language, what is asked of them."""
    letters = []
    for reachable in people.reachable_owners(estate_id=row.estate_id, home_id=row.home_id or 0, days=[city_day(at)]):
        with translation.override(reachable.language):
            text = gettext(ASKED) % {"title": row.title, "price": str(Money(row.price_fen or 0))}
        letters.append((reachable.telephone, text, f"quote:{row.pk}:{row.version}"))
    messages.write_all(estate_id=row.estate_id, letters=letters, at=at)


def _asked(actor: Actor, estate_id: int, order_id: int, consent: str, at: datetime) -> tuple[WorkOrder, str]:
    """Return the order, locked, whose price waits for a word, and how it was given, to who may give it."""
    row = WorkOrder.objects.select_for_update().filter(estate_id=estate_id, id=order_id).first()
    if actor.kind is ActorKind.RESIDENT:
        tenure = actor.require_home(estate_id, (row.home_id if row else 0) or 0)
        if tenure.is_tenant:
            raise OwnerAgrees
        said = "app"
    else:
        if not actor.may(Right.TAKE_CASH, estate_id) and not actor.may(Right.DISPATCH_ORDERS, estate_id):
            steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if consent not in CONSENTS:
            raise ConsentUnclear
        said = consent
    if row is None:
        raise NotFound
    if row.price_state != PriceState.QUOTED or row.state not in TO_DO:
        raise steps.moved_on(row)
    return row, said


def _answer(row: WorkOrder, answer: str, consent: str, reason: str, actor: Actor, at: datetime) -> None:
    found = OrderQuote.objects.filter(estate_id=row.estate_id, order=row).latest("id")
    found.answer, found.consent, found.answer_reason = answer, consent, reason[:200]
    found.answered_by, found.answered_by_name, found.answered_at = actor.user_id, actor.name[:100], at
    found.save(update_fields=["answer", "consent", "answer_reason", "answered_by", "answered_by_name", "answered_at"])


def _move_price(row: WorkOrder, to: PriceState, actor: Actor, at: datetime, *, reason: str = "") -> None:
    row.version += 1
    states.move(
        row, to, PRICE_MOVES, actor=actor, at=at, reason=reason, field="price_state", also=["price_fen", "version"]
    )
