"""What late penalties would be charged now, and what a home's open bills would bear if paid today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.arrears.penalties import PENALTIES, REACHED, penalty_parameters
from laoyou.system.billing.arrears.queries.policy import penalty_terms
from laoyou.system.billing.arrears.rules.penalty import late_penalty
from laoyou.system.billing.queries.rows import select, sentence
from laoyou.system.billing.rules.explaining import Explanation
from laoyou.system.billing.rules.lines import Method, Part
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates.rules.penalty_clause import PenaltyClause

MOST_SHOWN = 500
_PREVIEW = f"""
WITH {PENALTIES}
SELECT penalty.home_id, home.label, penalty.item_name, penalty.quantity, penalty.rate, penalty.days, penalty.waived,
       penalty.full_fen, penalty.amount_fen, penalty.worked
FROM penalty JOIN places_home home ON home.estate_id = %(estate_id)s AND home.id = penalty.home_id
ORDER BY home.sort_key, penalty.bill_id
"""  # noqa: S608 our own text, its values are bound
_OPEN = f"""
WITH {REACHED}
SELECT id, due_on, amount_fen - paid_fen - credited_fen FROM reached WHERE amount_fen > paid_fen + credited_fen
"""  # noqa: S608 our own text, its values are bound


@dataclass(frozen=True, slots=True)
class PenaltyLine:
    home_id: int
    home_label: str
    item_name: str
    amount: Money
    explanation: Explanation

    @property
    def sentence(self) -> str:
        return sentence(self.explanation)


@dataclass(frozen=True, slots=True)
class PenaltyPreview:
    """What would be charged; `clause` is none where no contract allows it. At most 500 lines are shown."""

    clause: PenaltyClause | None
    count: int
    total: Money
    lines: tuple[PenaltyLine, ...]


def preview_penalties(*, actor: Actor, estate_id: int, day: date) -> PenaltyPreview:
    """Return what charging the late penalties on the day would bring."""
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        mandate = mandates.mandate_in_force(estate_id, day)
        if mandate is None or not mandate.may_carry_late_penalty or not mandate.penalty.is_agreed:
            return PenaltyPreview(None, 0, Money(0), ())
        values = penalty_parameters(estate_id=estate_id, mandate=mandate, day=day, name="")
        rows = select(_PREVIEW, values)
    lines = []
    for home_id, label, name, quantity, rate, days, waived, full, amount, worked in rows[:MOST_SHOWN]:
        part = Part(day, days, Method.PENALTY, quantity, Decimal(rate), waived, worked)
        explanation = Explanation((part,), days, Money(full), Money(amount))
        lines.append(PenaltyLine(home_id, label, name.strip(), Money(amount), explanation))
    return PenaltyPreview(mandate.penalty, len(rows), Money(sum(int(row[8]) for row in rows)), tuple(lines))


def allows_penalties(estate_id: int, day: date) -> bool:
    """Return whether a contract in force carries the clause."""
    return penalty_terms(estate_id, day).rate > 0


def penalty_until(*, estate_id: int, home_id: int, first_month: Month, day: date) -> Money:
    """Return what is open on the home's bills since a month would bear if it was paid on the day, for its letter."""
    terms = penalty_terms(estate_id, day)
    mandate = mandates.mandate_in_force(estate_id, day)
    if mandate is None or terms.rate <= 0:
        return Money(0)
    values = penalty_parameters(estate_id=estate_id, mandate=mandate, day=day, name="", home_id=home_id) | {
        "starts_on": max(mandate.starts_on, first_month.first)
    }
    return Money.total(
        late_penalty(principal=Money(int(fen)), due_on=due_on, paid_on=day, terms=terms)
        for _, due_on, fen in select(_OPEN, values)
    )
