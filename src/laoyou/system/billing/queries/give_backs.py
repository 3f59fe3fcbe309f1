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
from laoyou.system.billing.endings.models import EndingHome
from laoyou.system.billing.former_credit import owned_since, share_since
from laoyou.system.billing.models import GiveBack
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.people import queries as people
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places

_HELD = """
SELECT posted_on, -sum(amount_fen) FROM ledger_line
WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND account = %(owed_back)s AND amount_fen < 0
GROUP BY posted_on ORDER BY posted_on
"""
_PAID_IN = """
SELECT DISTINCT posted_on FROM ledger_line
WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND account = %(payer_credit)s AND amount_fen < 0
  AND posted_on < %(since)s
ORDER BY posted_on
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
    is_former_owners: bool
    given_on: date | None


@dataclass(frozen=True, slots=True)
class FormerCredit:
    """Credit that owners who are gone have left, the last of it paid on `paid_on`: it pays no bill of those after."""

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


def given_back(*, estate_id: int, home_id: int) -> list[tuple[date, Money, bool]]:
    """Return what was given back of a home's credit, by day, and whether it was former owners', for those who may."""
    rows = GiveBack.objects.filter(estate_id=estate_id, home_id=home_id, state=Decision.APPROVED.value)
    days = rows.order_by("given_on", "id").values_list("given_on", "amount_fen", "is_former_owners")
    given = [(day, Money(fen), is_former) for day, fen, is_former in days if day is not None]
    return given + _held_at_an_end(estate_id=estate_id, home_id=home_id)


def credit_of_former_owners(*, actor: Actor, estate_id: int, home_id: int, today: date) -> FormerCredit | None:
    """Return the credit that owners who are gone have left at the home and nobody used since, for the desk.

    A credit is its payer's: with the home it does not change hands by itself.
    """
    actor.require(Right.TAKE_CASH, estate_id)
    since = owned_since(estate_id=estate_id, home_id=home_id, day=today)
    left = share_since(estate_id=estate_id, home_id=home_id, since=since).kept_fen
    if not left:
        return None
    values = {"estate_id": estate_id, "home_id": home_id, "payer_credit": int(Account.PAYER_CREDIT), "since": since}
    paid_in = [day for (day,) in select(_PAID_IN, values)] or [since]
    former = people.former_owners(estate_id=estate_id, home_id=home_id, days=paid_in, today=today)
    last = max(former, default=paid_in[-1])
    return FormerCredit(Money(left), tuple(former.get(last, ())), last)


def _held_at_an_end(*, estate_id: int, home_id: int) -> list[tuple[date, Money, bool]]:
    """Return what was put aside for the payers when a mandate ended, apart what is former owners'."""
    ends = EndingHome.objects.filter(estate_id=estate_id, home_id=home_id, settled_on__isnull=False)
    settled = list(ends.values_list("settled_on", "former_fen"))
    if not settled:
        return []
    held = dict(select(_HELD, {"estate_id": estate_id, "home_id": home_id, "owed_back": int(Account.OWED_BACK)}))
    of_former: list[tuple[date, Money, bool]] = []
    for day, fen in settled:
        if fen:
            assert day is not None
            held[day] -= fen
            of_former.append((day, Money(fen), True))
    return [(day, Money(int(fen)), False) for day, fen in held.items() if fen] + of_former


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
                is_former_owners=row.is_former_owners,
                given_on=row.given_on,
            )
        )
    return views
