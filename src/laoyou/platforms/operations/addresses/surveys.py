"""Surveys with their findings, campaigns, and the pages of who walks."""

from django.urls import path

from laoyou.platforms.operations.campaigns import lists as campaign_lists
from laoyou.platforms.operations.campaigns import one as campaign
from laoyou.platforms.operations.surveys import lists, one, walking

SURVEY = "estates/<int:estate_id>/surveys/<int:survey_id>"
CAMPAIGN = "estates/<int:estate_id>/campaigns/<int:campaign_id>"
PATHS = [
    path("surveys", lists.surveys, name="surveys"),
    path("surveys.xlsx", lists.surveys_export, name="surveys_export"),
    path("surveys/template", lists.survey_template, name="survey_template"),
    path("estates/<int:estate_id>/surveys", lists.estate_surveys, name="estate_surveys"),
    path("estates/<int:estate_id>/surveys/start", lists.start_survey, name="start_survey"),
    path(SURVEY, one.survey, name="survey"),
    path(f"{SURVEY}.xlsx", one.findings_export, name="findings_export"),
    path(f"{SURVEY}/report.pdf", one.survey_report, name="survey_report"),
    path(f"{SURVEY}/hand-out", one.hand_out, name="hand_out_survey"),
    path(f"{SURVEY}/move", one.move_survey, name="move_survey"),
    path(f"{SURVEY}/decide", one.decide_findings, name="decide_findings"),
    path(f"{SURVEY}/findings/<int:finding_id>/photos/<int:file_id>", one.finding_photo, name="finding_photo"),
    path(f"{SURVEY}/walk", walking.walk, name="survey_walk"),
    path(f"{SURVEY}/walk/<int:part_id>", walking.walk_part, name="survey_part"),
    path(f"{SURVEY}/walk/<int:part_id>/finish", walking.finish_part, name="finish_survey_part"),
    path("field/surveys", walking.field_surveys, name="field_surveys"),
    path("campaigns", campaign_lists.campaigns, name="campaigns"),
    path("campaigns.xlsx", campaign_lists.campaigns_export, name="campaigns_export"),
    path("estates/<int:estate_id>/campaigns", campaign_lists.estate_campaigns, name="estate_campaigns"),
    path("estates/<int:estate_id>/campaigns/plan", campaign_lists.plan_campaign, name="plan_campaign"),
    path(CAMPAIGN, campaign.campaign, name="campaign"),
    path(f"{CAMPAIGN}/edit", campaign.edit_campaign, name="edit_campaign"),
    path(f"{CAMPAIGN}/move", campaign.move_campaign, name="move_campaign"),
    path(f"{CAMPAIGN}/people", campaign.add_person, name="add_campaign_person"),
    path(f"{CAMPAIGN}/places", campaign.add_pair, name="add_campaign_pair"),
    path(f"{CAMPAIGN}/orders", campaign.order_campaign_work, name="order_campaign_work"),
    path(f"{CAMPAIGN}/photos/<int:file_id>", campaign.campaign_photo, name="campaign_photo"),
]
