"""Laying a budget open to everybody, what owners say of it, and what the company answers. Law: CIVIL-943."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.budgets.errors import (
    AnsweredAlready,
    CommentsClosed,
    NotAnOwner,
    NothingPlanned,
    SaySomething,
    TooManyComments,
    TooShortForComments,
)
from laoyou.system.ledger.budgets.models import BudgetAnswer, BudgetComment, BudgetLine
from laoyou.system.ledger.budgets.queries.budgets import threshold_of
from laoyou.system.ledger.budgets.rules.states import BudgetState
from laoyou.system.ledger.budgets.use_cases.drafting import record
from laoyou.system.ledger.budgets.use_cases.moving import locked, move
from laoyou.system.ledger.errors import NeedsAReason
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number
from laoyou.system.people import queries as people

MOST_COMMENTS = 10
LONGEST = 500


def open_for_comments(*, actor: Actor, estate_id: int, budget_id: int, until: date, at: datetime) -> None:
    """Show a draft to everybody and let owners comment on it until the end of the day.

    Raises: NotFound, NothingPlanned, TooShortForComments, NotInThisState.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        budget = locked(estate_id, budget_id)
        if not BudgetLine.objects.filter(estate_id=estate_id, budget=budget, amount_fen__gt=0).exists():
            raise NothingPlanned
        today = city_day(at)
        earliest = today + timedelta(days=threshold_of(estate_id, today).comment_days)
        if until < earliest:
            raise TooShortForComments(day=earliest.isoformat())
        move(
            budget,
            BudgetState.OPEN,
            actor=actor,
            at=at,
            opened_by=actor.user_id,
            opened_at=at,
            comments_until=until,
        )
        record("ledger.budget_opened", actor, budget, at, until=until.isoformat())


def take_back(*, actor: Actor, estate_id: int, budget_id: int, reason: str, at: datetime) -> None:
    """Make an open budget a draft again, to change it by what owners said; their comments stay with it.

    Raises: NotFound, NeedsAReason, NotInThisState.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        if not reason.strip():
            raise NeedsAReason
        refuse_a_persons_number(reason)
        budget = locked(estate_id, budget_id)
        move(budget, BudgetState.DRAFTED, actor=actor, reason=reason.strip(), at=at)
        record("ledger.budget_taken_back", actor, budget, at, reason=reason.strip())


def comment(*, actor: Actor, estate_id: int, home_id: int, budget_id: int, text: str, at: datetime) -> int:
    """Write down what an owner, or the relative acting for one, says of an open budget; return its id.

    Raises: NotFound, NotAnOwner, CommentsClosed, SaySomething, HoldsAPersonsNumber, TooManyComments.
    """
    with scope.estate(estate_id):
        actor.require_home(estate_id, home_id)
        today = city_day(at)
        owner = people.owner_spoken_for(actor=actor, estate_id=estate_id, home_id=home_id, day=today)
        if actor.user_id is None or owner is None:
            raise NotAnOwner
        budget = locked(estate_id, budget_id)
        if budget.state == BudgetState.DROPPED or (budget.state == BudgetState.DRAFTED and budget.opened_at is None):
            raise NotFound
        if budget.state != BudgetState.OPEN or budget.comments_until is None or today > budget.comments_until:
            raise CommentsClosed
        words = text.strip()[:LONGEST]
        if not words:
            raise SaySomething
        refuse_a_persons_number(words)
        mine = BudgetComment.objects.filter(estate_id=estate_id, budget=budget, user_id=actor.user_id)
        if mine.count() >= MOST_COMMENTS:
            raise TooManyComments(most=MOST_COMMENTS)
        said = BudgetComment.objects.create(
            estate_id=estate_id,
            budget=budget,
            home_id=home_id,
            user_id=actor.user_id,
            author_name=owner[:60],
            text=words,
            at=at,
        )
        record("ledger.budget_commented", actor, budget, at)
        return int(said.id)


def answer(*, actor: Actor, estate_id: int, comment_id: int, text: str, at: datetime) -> None:
    """Answer a comment, for everybody to read. Raises: NotFound, SaySomething, HoldsAPersonsNumber, AnsweredAlready."""
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        said = BudgetComment.objects.select_related("budget").filter(estate_id=estate_id, id=comment_id).first()
        if said is None:
            raise NotFound
        words = text.strip()[:LONGEST]
        if not words:
            raise SaySomething
        refuse_a_persons_number(words)
        locked(estate_id, said.budget_id)
        if BudgetAnswer.objects.filter(estate_id=estate_id, comment=said).exists():
            raise AnsweredAlready
        BudgetAnswer.objects.create(
            estate_id=estate_id,
            comment=said,
            text=words,
            answered_by=actor.user_id,
            answered_by_name=actor.name[:60],
            at=at,
        )
        audit.record(
            "ledger.budget_answered",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="ledger.budget",
            subject_id=said.budget_id,
            year=said.budget.year,
            text=words,
        )
