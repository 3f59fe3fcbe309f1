"""Credit that goes back to its payer: the list of an estate, what waits at a home, and what a former owner left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.billing.models import GiveBack
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.people import queries as people
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places

# What a home's credit came to at the end of each day on which it moved.
_BALANCES = """
SELECT posted_on, bool_or(amount_fen < 0), -sum(sum(amount_fen)) OVER (ORDER BY posted_on)
FROM ledger_line WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND account = %(payer_credit)s
GROUP BY posted_on ORDER BY posted_on
"""


@dataclass(frozen=True, slots=True)
class GiveBackView:
    """Credit that somebody wants to give back. The receiver is masked but for the two people who decide."""

    asked: Asked
    home_id: int
    home_label: str
    amount: Money
    way: str
    receiver: str
    given_on: date | None


@dataclass(frozen=True, slots=True)
class FormerCredit:
    """Credit that owners who are gone have left: `amount` lay there all the time since `paid_on`."""

    amount: Money
    owners: tuple[str, ...]
    paid_on: date


def give_backs_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[GiveBackView]:
    """Return one page of the estate's give-backs: those that wait for a decision first, then the newest."""
    require_reader(actor, estate_id)
    found = GiveBack.objects.filter(estate_id=estate_id)
    if state in list(Decision):
        found = found.filter(state=state)
    waiting_first = Case(When(state="asked", then=Value(0)), default=Value(1), output_field=IntegerField())
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def give_back_of_home(*, actor: Actor, estate_id: int, home_id: int) -> GiveBackView | None:
    """Return what waits to be given back of the home's credit, for staff; none when nothing does."""
    require_reader(actor, estate_id)
    waiting = GiveBack.objects.filter(estate_id=estate_id, home_id=home_id, state=Decision.ASKED.value)
    return next(iter(_views(waiting, actor, estate_id)), None)


def give_backs_undecided(estate_id: int) -> int:
    """Return how many give-backs wait for a decision."""
    return GiveBack.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).count()


def given_back(*, estate_id: int, home_id: int) -> list[tuple[date, Money]]:
    """Return what was given back of a home's credit, by day, for those who have checked the right."""
    rows = GiveBack.objects.filter(estate_id=estate_id, home_id=home_id, state=Decision.APPROVED.value)
    days = rows.order_by("given_on", "id").values_list("given_on", "amount_fen")
    return [(day, Money(fen)) for day, fen in days if day is not None]


def credit_of_former_owners(*, actor: Actor, estate_id: int, home_id: int, today: date) -> FormerCredit | None:
    """Return the credit that owners who are gone have left at the home and nobody used since, for the desk.

    A credit is its payer's: with the home it does not change hands by itself.
    """
    actor.require(Right.TAKE_CASH, estate_id)
    values = {"estate_id": estate_id, "home_id": home_id, "payer_credit": int(Account.PAYER_CREDIT)}
    moved = select(_BALANCES, values)
    if not moved or moved[-1][2] <= 0:
        return None
    paid_in = [day for day, came_in, _ in moved if came_in]
    former = people.former_owners(estate_id=estate_id, home_id=home_id, days=paid_in, today=today)
    if not former:
        return None
    last = max(former)
    left = min(int(balance) for day, _, balance in moved if day >= last)
    return FormerCredit(Money(left), tuple(former[last]), last) if left > 0 else None


def _views(rows: QuerySet[GiveBack], actor: Actor, estate_id: int) -> list[GiveBackView]:
    found = list(rows)
    labels = places.home_labels(estate_id=estate_id, home_ids={row.home_id for row in found}) if found else {}
    may_approve = actor.may(Right.APPROVE_EXPENSE, estate_id)
    views = []
    for row in found:
        asked = asked_view(row, actor=actor, may_approve=may_approve)
        views.append(
            GiveBackView(
                asked=asked,
                home_id=row.home_id,
                home_label=labels.get(row.home_id, ""),
                amount=Money(row.amount_fen),
                way=row.way,
                receiver=row.receiver if asked.is_mine or asked.can_approve else masked_name(row.receiver),
                given_on=row.given_on,
            )
        )
    return views
