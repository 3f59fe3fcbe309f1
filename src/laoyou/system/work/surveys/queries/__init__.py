"""All reads of surveys, findings and campaigns."""

from laoyou.system.work.surveys.queries.campaigns import (
    CampaignsWanted,
    CampaignView,
    PairView,
    PersonView,
    campaign_for,
    campaign_photo,
    campaigns_for,
    campaigns_of_residents,
    campaigns_to_choose,
    resident_campaign,
)
from laoyou.system.work.surveys.queries.findings import (
    FindingsWanted,
    FindingView,
    finding_photo,
    findings_for,
    findings_of_part,
)
from laoyou.system.work.surveys.queries.surveys import (
    PartView,
    SurveysWanted,
    SurveyView,
    my_surveys,
    part_for,
    parts_of,
    survey_for,
    surveys_for,
    template_for,
)

__all__ = [
    "CampaignView",
    "CampaignsWanted",
    "FindingView",
    "FindingsWanted",
    "PairView",
    "PartView",
    "PersonView",
    "SurveyView",
    "SurveysWanted",
    "campaign_for",
    "campaign_photo",
    "campaigns_for",
    "campaigns_of_residents",
    "campaigns_to_choose",
    "finding_photo",
    "findings_for",
    "findings_of_part",
    "my_surveys",
    "part_for",
    "parts_of",
    "resident_campaign",
    "survey_for",
    "surveys_for",
    "template_for",
]
