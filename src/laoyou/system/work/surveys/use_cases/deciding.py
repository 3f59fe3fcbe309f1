"""What becomes of a finding: a work order, a campaign, a line of the budget, or a reason why it may stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope, states
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.budgets import use_cases as budget_acts
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.rules.evidence import Evidence
from laoyou.system.work.orders.rules.states import Source
from laoyou.system.work.surveys.errors import BudgetUnclear, CampaignMoved, FindingDecided, NothingChosen, WhyMissing
from laoyou.system.work.surveys.models import Campaign, Finding
from laoyou.system.work.surveys.rules.states import FINDING_MOVES, CampaignState, FindingState, order_priority


def order_findings(
    *,
    actor: Actor,
    estate_id: int,
    finding_ids: Sequence[int],
    skill: str,
    minutes: int,
    at: datetime,
    due_at: datetime | None = None,
    people: int = 1,
) -> list[int]:
    """Open a work order for each of the findings, and return the orders. All of them, or none.

    Raises: NothingChosen; NotFound; FindingDecided; what orders refuse.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        opened = []
        for row in _open_ones(estate_id, finding_ids):
            row.order_id = orders.open_order(
                actor=actor,
                estate_id=estate_id,
                source=Source.SURVEY.value,
                source_id=row.pk,
                title=row.text,
                text="\n".join(part for part in (row.point, row.text) if part),
                skill=skill,
                minutes=minutes,
                priority=order_priority(row.severity),
                place=" ".join(part for part in (row.part.label, row.place) if part),
                due_at=due_at,
                people=people,
                evidence=Evidence.BEFORE_AND_AFTER.value,
                at=at,
            )
            _move(row, FindingState.ORDERED, actor, at, also=["order_id"])
            opened.append(row.order_id)
        return opened


def into_campaign(*, actor: Actor, estate_id: int, finding_ids: Sequence[int], campaign_id: int, at: datetime) -> None:
    """Put findings into a campaign that isn't over. Raises: NothingChosen; NotFound; CampaignMoved; FindingDecided."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        campaign = Campaign.objects.select_for_update().filter(estate_id=estate_id, id=campaign_id).first()
        if campaign is None:
            raise NotFound
        if campaign.state not in (CampaignState.PLANNED, CampaignState.GOING):
            raise CampaignMoved
        for row in _open_ones(estate_id, finding_ids):
            row.campaign = campaign
            _move(row, FindingState.IN_CAMPAIGN, actor, at, also=["campaign"])


def into_budget(
    *, actor: Actor, estate_id: int, finding_id: int, budget_id: int, account: int, amount: Money, at: datetime
) -> None:
    """Add what putting it right costs to a line of a drafted budget. Finding and budget are one commit.

    Raises: NotFound; BudgetUnclear; FindingDecided; what the ledger refuses.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        (row,) = _open_ones(estate_id, [finding_id])
        budget = budgets.budget_for(actor=actor, estate_id=estate_id, budget_id=budget_id)
        line = next((line for line in budget.lines if int(line.account) == account), None)
        if line is None or amount.fen <= 0:
            raise BudgetUnclear
        note = "；".join(part for part in (line.note, f"{row.part.label} {row.text}") if part)
        budget_acts.set_lines(
            actor=actor,
            estate_id=estate_id,
            budget_id=budget_id,
            lines=[budget_acts.LineEdit(Account(account), line.amount + amount, note[:200])],
            at=at,
        )
        row.budget_id, row.amount_fen = budget_id, amount.fen
        _move(row, FindingState.IN_BUDGET, actor, at, also=["budget_id", "amount_fen"])


def accept_finding(*, actor: Actor, estate_id: int, finding_id: int, reason: str, at: datetime) -> None:
    """Let a finding stay as it is, with the reason. Raises: NotFound; WhyMissing; FindingDecided."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if not reason.strip():
            raise WhyMissing
        (row,) = _open_ones(estate_id, [finding_id])
        row.reason = reason.strip()[:200]
        _move(row, FindingState.ACCEPTED, actor, at, reason=row.reason, also=["reason"])


def decide_anew(*, actor: Actor, estate_id: int, finding_id: int, reason: str, at: datetime) -> None:
    """Take back what was decided, with the reason; an order or a budget line of before stays what it is.

    Raises: NotFound; WhyMissing; FindingDecided for one that is open.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if not reason.strip():
            raise WhyMissing
        row = Finding.objects.select_for_update(of=("self",)).select_related("survey")
        found = row.filter(estate_id=estate_id, id=finding_id).first()
        if found is None:
            raise NotFound
        if found.state == FindingState.OPEN:
            raise FindingDecided
        _reopen(found, actor, at, reason.strip()[:200])


def solved_by_order(*, estate_id: int, order_id: int, is_done: bool, reason: str, at: datetime) -> None:
    """Answer to a finding's order: done it is solved, cancelled it is to be decided anew. Else nothing."""
    rows = Finding.objects.select_for_update(of=("self",)).select_related("survey")
    actor = system("work.surveys")
    for row in rows.filter(estate_id=estate_id, order_id=order_id, state=FindingState.ORDERED.value):
        if is_done:
            _move(row, FindingState.SOLVED, actor, at)
        else:
            _reopen(row, actor, at, reason)


def end_with_campaign(*, campaign: Campaign, is_done: bool, actor: Actor, at: datetime) -> None:
    """Solve the findings of a finished campaign, or let those of a cancelled one be decided anew."""
    rows = Finding.objects.select_for_update(of=("self",)).select_related("survey")
    wanted = FindingState.IN_CAMPAIGN.value
    for row in rows.filter(estate_id=campaign.estate_id, campaign=campaign, state=wanted):
        if is_done:
            _move(row, FindingState.SOLVED, actor, at)
        else:
            _reopen(row, actor, at, "")


def _open_ones(estate_id: int, finding_ids: Sequence[int]) -> list[Finding]:
    """Return the findings, locked in the order of their ids. Raises: NothingChosen; NotFound; FindingDecided."""
    if not finding_ids:
        raise NothingChosen
    rows = list(
        Finding.objects.select_for_update(of=("self",))
        .select_related("survey", "part")
        .filter(estate_id=estate_id, id__in=finding_ids)
        .order_by("id")
    )
    if len(rows) != len(set(finding_ids)):
        raise NotFound
    if any(row.state != FindingState.OPEN for row in rows):
        raise FindingDecided
    return rows


def _reopen(row: Finding, actor: Actor, at: datetime, reason: str) -> None:
    row.order_id, row.campaign, row.budget_id, row.amount_fen, row.reason = None, None, None, None, ""
    also = ["order_id", "campaign", "budget_id", "amount_fen", "reason"]
    _move(row, FindingState.OPEN, actor, at, reason=reason, also=also)


def _move(
    row: Finding, to: FindingState, actor: Actor, at: datetime, *, reason: str = "", also: Sequence[str] = ()
) -> None:
    states.move(row, to, FINDING_MOVES, actor=actor, at=at, reason=reason, also=also)
    audit.record(
        f"work.finding_{row.state}",
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.finding",
        subject_id=row.pk,
        reason=reason,
        number=row.number,
        name=row.survey.name,
    )
