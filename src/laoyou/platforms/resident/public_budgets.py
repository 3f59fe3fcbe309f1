"""Budgets as everybody reads them: fund by fund beside the books, what owners say, what the company answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import ActorKind
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.queries import Against, BudgetView, CommentView, LineView
from laoyou.system.ledger.budgets.rules.states import BudgetState
from laoyou.system.ledger.rules.movements import Side
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

BAR, LEAST_SEEN = 1000, 6


@dataclass(frozen=True, slots=True)
class Bar:
    line: LineView
    before: int
    planned: int

    @property
    def side(self) -> Side:
        return self.line.side


@dataclass(frozen=True, slots=True)
class ShownBudget:
    """A budget with the books beside it once it is adopted, its comments, and whether this reader may add one."""

    budget: BudgetView
    compared: Against | None
    comments: list[CommentView]
    may_comment: bool
    typed: str = ""
    trouble: str = ""

    @property
    def sides(self) -> list[Bar]:
        """Return the chart: each line with the lengths, 0 to 1000, of the year before at its pace and of the plan."""
        lines = self.budget.shown_lines
        most = max((max(line.amount.fen, line.drafted.fen) for line in lines), default=0) or 1
        return [Bar(line, _length(line.drafted, most), _length(line.amount, most)) for line in lines]


def _length(amount: Money, most: int) -> int:
    """Return the length of a bar, long enough to be seen for any amount above zero."""
    return max(amount.fen * BAR // most, LEAST_SEEN) if amount else 0


@access.public
def public_budget(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """Show the budgets of a year: what holds, and what is open for comments."""
    return _page(request, places.estate_by_public_key(key), year)


@access.public
def public_settlement(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """Show the published settlement of a year."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        view = queries.public_settlement(estate.id, year)
    if view is None:
        raise NotFound
    return frame.page(request, "resident/public_settlement.html", {"estate": estate, "year": year, "view": view})


@access.resident
@require_POST
def comment_on_budget(request: HttpRequest, key: str, budget_id: int) -> HttpResponse:
    """Write down what an owner says of an open budget."""
    estate = places.estate_by_public_key(key)
    home = _home_in(request, estate)
    if home is None:
        raise NotFound
    with scope.estate(estate.id):
        year = queries.public_budget(estate.id, budget_id).year
    text = request.POST.get("text", "")
    try:
        use_cases.comment(
            actor=frame.actor_of(request),
            estate_id=estate.id,
            home_id=home[1],
            budget_id=budget_id,
            text=text,
            at=frame.at_of(request),
        )
    except Refusal as refusal:
        return _page(request, estate, year, typed={budget_id: (text, access.sentence(refusal))})
    flash.say(request, gettext("Thank you. Everybody reads it now, without your full name; the company answers here."))
    return redirect(reverse("resident:public_budget", args=[key, year]) + f"#comments-{budget_id}")


def _page(
    request: HttpRequest, estate: EstateView, year: int, typed: dict[int, tuple[str, str]] | None = None
) -> HttpResponse:
    today, home = frame.today(request), _home_in(request, estate)
    actor = frame.actor_of(request)
    with scope.estate(estate.id):
        every = queries.public_budgets(estate.id, year)
        if not every:
            raise NotFound
        through = queries.last_month_over(estate.id, year, today)
        current = [budget for budget in every if budget.state is not BudgetState.SUPERSEDED]
        adopted = [budget for budget in current if budget.state is BudgetState.ADOPTED]
        beside = queries.against(estate.id, adopted, through) if through else []
        compared = {shown.budget.id: shown for shown in beside}
        comments = queries.comments_of(estate.id, [budget.id for budget in current])
        is_owner = home is not None and bool(
            people.owner_spoken_for(actor=actor, estate_id=estate.id, home_id=home[1], day=today)
        )
        years = queries.public_years(estate.id)
    context = {
        "estate": estate,
        "year": year,
        "years": years if len(years) > 1 else [],
        "shown": [
            ShownBudget(
                budget=budget,
                compared=compared.get(budget.id),
                comments=[comment for comment in comments if comment.budget_id == budget.id],
                may_comment=is_owner and budget.takes_comments_on(today),
                typed=(typed or {}).get(budget.id, ("", ""))[0],
                trouble=(typed or {}).get(budget.id, ("", ""))[1],
            )
            for budget in current
        ],
        "superseded": [budget for budget in every if budget.state is BudgetState.SUPERSEDED],
        "through": through or Month(year, 1),
        "is_signed_in": actor.kind is ActorKind.RESIDENT,
        "today": today,
    }
    return frame.page(request, "resident/public_budget.html", context, status=409 if typed else 200)


def _home_in(request: HttpRequest, estate: EstateView) -> frame.Home | None:
    """Return the reader's home in this estate, the one in hand before others."""
    chosen = frame.chosen_home(request) if frame.actor_of(request).kind is ActorKind.RESIDENT else None
    if chosen is not None and chosen[0] == estate.id:
        return chosen
    return min((home for home in frame.actor_of(request).homes if home[0] == estate.id), default=None)
