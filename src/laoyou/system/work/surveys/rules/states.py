"""The lives of a survey, of what it finds, and of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.errors import mark


class SurveyState(StrEnum):
    GOING = "going"
    DONE = "done"
    ADOPTED = "adopted"


SURVEY_MOVES: Mapping[SurveyState, frozenset[SurveyState]] = {
    SurveyState.GOING: frozenset({SurveyState.DONE}),
    SurveyState.DONE: frozenset({SurveyState.GOING, SurveyState.ADOPTED}),
    SurveyState.ADOPTED: frozenset(),
}
SURVEY_NAMES: Mapping[str, str] = {
    SurveyState.GOING: mark("Going on"),
    SurveyState.DONE: mark("Walked through"),
    SurveyState.ADOPTED: mark("Adopted"),
}


class FindingState(StrEnum):
    """Open until somebody decides what becomes of it; solved when that is done."""

    OPEN = "open"
    ORDERED = "ordered"
    IN_CAMPAIGN = "in_campaign"
    IN_BUDGET = "in_budget"
    ACCEPTED = "accepted"
    SOLVED = "solved"


F = FindingState
FINDING_MOVES: Mapping[FindingState, frozenset[FindingState]] = {
    F.OPEN: frozenset({F.ORDERED, F.IN_CAMPAIGN, F.IN_BUDGET, F.ACCEPTED}),
    F.ORDERED: frozenset({F.SOLVED, F.OPEN}),
    F.IN_CAMPAIGN: frozenset({F.SOLVED, F.OPEN}),
    F.IN_BUDGET: frozenset({F.SOLVED, F.OPEN}),
    F.ACCEPTED: frozenset({F.OPEN}),
    F.SOLVED: frozenset({F.OPEN}),
}
FINDING_NAMES: Mapping[str, str] = {
    F.OPEN: mark("Not decided"),
    F.ORDERED: mark("Work order"),
    F.IN_CAMPAIGN: mark("In a campaign"),
    F.IN_BUDGET: mark("In the budget"),
    F.ACCEPTED: mark("Accepted as it is"),
    F.SOLVED: mark("Solved"),
}
SEVERITY_NAMES: Mapping[int, str] = {
    1: mark("Danger"),
    2: mark("Serious"),
    3: mark("Middling"),
    4: mark("Slight"),
}
"""The worst first: 1 may hurt somebody, 4 is only unpleasant."""


class CampaignState(StrEnum):
    PLANNED = "planned"
    GOING = "going"
    DONE = "done"
    CANCELLED = "cancelled"


CAMPAIGN_MOVES: Mapping[CampaignState, frozenset[CampaignState]] = {
    CampaignState.PLANNED: frozenset({CampaignState.GOING, CampaignState.CANCELLED}),
    CampaignState.GOING: frozenset({CampaignState.DONE, CampaignState.CANCELLED}),
    CampaignState.DONE: frozenset(),
    CampaignState.CANCELLED: frozenset(),
}
CAMPAIGN_NAMES: Mapping[str, str] = {
    CampaignState.PLANNED: mark("Planned"),
    CampaignState.GOING: mark("Going on"),
    CampaignState.DONE: mark("Finished"),
    CampaignState.CANCELLED: mark("Cancelled"),
}


def order_priority(severity: int) -> int:
    """Return the priority of the work order for a finding: danger first, what is slight when there is time.

    >>> [order_priority(severity) for severity in (1, 2, 3, 4)]
    [0, 1, 2, 3]
    """
    return severity - 1
