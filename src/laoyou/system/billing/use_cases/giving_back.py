"""A home's credit belongs to who paid it: given back, as when the home is sold, by two people."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import AmountNotAboveZero, GiveBackTooLarge, GiveBackWaits, NoReceiver, UnknownWay
from laoyou.system.billing.former_credit import owned_since, share_since
from laoyou.system.billing.models import GIVEN_BACK_BY, GiveBack, HomeCredit
from laoyou.system.billing.rules.books import lines_of_give_back
from laoyou.system.billing.use_cases.crediting import take_credit
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Credit given back to the payer")


def ask_give_back(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    amount: Money,
    way: str,
    receiver: str,
    reason: str,
    at: datetime,
    is_former_owners: bool = False,
) -> int:
    """Ask to pay a home's credit, or a part of it, out to who paid it, and return the request's id.

    Where the home changed hands, `is_former_owners` says whose credit it is: what those before had left, or what the
    owners of today paid. `way` is cash or bank. The credit stays where it is until a second person approves.
    Raises: NotFound; AmountNotAboveZero; UnknownWay; NoReceiver; SayWhy; GiveBackTooLarge; GiveBackWaits.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        if amount.fen <= 0:
            raise AmountNotAboveZero
        if way not in GIVEN_BACK_BY:
            raise UnknownWay
        if not receiver.strip():
            raise NoReceiver
        _refuse_too_much(estate_id, home_id, amount.fen, is_former_owners=is_former_owners, at=at)
        if GiveBack.objects.filter(estate_id=estate_id, home_id=home_id, state=Decision.ASKED.value).exists():
            raise GiveBackWaits
        row = GiveBack.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            amount_fen=amount.fen,
            way=way,
            receiver=receiver.strip()[:80],
            is_former_owners=is_former_owners,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _audit("billing.give_back_asked", row, home.label, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_give_back(
    *, actor: Actor, estate_id: int, give_back_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Let the credit go, as a second person, or refuse it; who asked may take the request back.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; GiveBackTooLarge when less credit is left by now.
    """
    with scope.estate(estate_id):
        row = GiveBack.objects.select_for_update().filter(estate_id=estate_id, id=give_back_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.TAKE_CASH if is_own else Right.APPROVE_EXPENSE, estate_id)
        if row is None:
            raise NotFound
        if approve and row.state == Decision.ASKED and row.asked_by != actor.user_id:
            _refuse_too_much(estate_id, row.home_id, row.amount_fen, is_former_owners=row.is_former_owners, at=at)
        row.given_on = city_day(at) if approve else None
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at, also=["given_on"])
        if after is Decision.APPROVED:
            _pay_out(row, actor=actor, at=at)
        labels = places.home_labels(estate_id=estate_id, home_ids=[row.home_id])
        label = labels.get(row.home_id, "–")
        _audit(f"billing.give_back_{after.value}", row, label, reason=row.decision_reason, actor=actor, at=at)
        return after


def _refuse_too_much(estate_id: int, home_id: int, amount_fen: int, *, is_former_owners: bool, at: datetime) -> None:
    credit = HomeCredit.objects.select_for_update().filter(estate_id=estate_id, home_id=home_id).first()
    since = owned_since(estate_id=estate_id, home_id=home_id, day=city_day(at))
    kept = share_since(estate_id=estate_id, home_id=home_id, since=since).kept_fen
    most = kept if is_former_owners else (credit.balance_fen if credit else 0) - kept
    if amount_fen > most:
        raise GiveBackTooLarge(most=str(Money(most)))


def _pay_out(row: GiveBack, *, actor: Actor, at: datetime) -> None:
    take_credit(estate_id=row.estate_id, used={row.home_id: row.amount_fen})
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    post_entry(
        estate_id=row.estate_id,
        kind="credit_given_back",
        source=f"give_back:{row.id}",
        posted_on=city_day(at),
        text=text,
        lines=lines_of_give_back(home_id=row.home_id, amount_fen=row.amount_fen),
        actor=actor,
        at=at,
    )


def _audit(action: str, row: GiveBack, label: str, *, reason: str, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="home",
        subject_id=row.home_id,
        reason=reason,
        amount=str(Money(row.amount_fen)),
        home=label,
    )
