"""What people do with surveys, findings and campaigns."""

from laoyou.system.work.surveys.use_cases.campaigns import (
    AboutCampaign,
    add_pair,
    add_person,
    change_campaign,
    move_campaign,
    order_work,
    plan_campaign,
)
from laoyou.system.work.surveys.use_cases.deciding import (
    accept_finding,
    decide_anew,
    into_budget,
    into_campaign,
    order_findings,
    solved_by_order,
)
from laoyou.system.work.surveys.use_cases.surveying import (
    finish_part,
    hand_out,
    move_survey,
    note_finding,
    set_template,
    start_survey,
)

__all__ = [
    "AboutCampaign",
    "accept_finding",
    "add_pair",
    "add_person",
    "change_campaign",
    "decide_anew",
    "finish_part",
    "hand_out",
    "into_budget",
    "into_campaign",
    "move_campaign",
    "move_survey",
    "note_finding",
    "order_findings",
    "order_work",
    "plan_campaign",
    "set_template",
    "solved_by_order",
    "start_survey",
]
