"""The pages of surveys and campaigns: at the desk, on the telephone of who walks, for residents."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.personas import City

pytestmark = pytest.mark.django_db


def at(name: str, *args: int) -> str:
    return reverse(f"operations:{name}", args=args)


def test_a_survey_is_begun_walked_through_decided_and_reported(city: City) -> None:
    estate, dispatcher, worker = city.estate_id, city.signed_in("dispatcher"), city.signed_in("worker")
    given = {"name": "进场排查", "starts_on": "2022-12-30", "last_day": "2023-01-05"}
    assert dispatcher.post(at("start_survey", estate), {**given, "last_day": "2022-12-01"}).status_code == 422
    survey_id = int(dispatcher.post(at("start_survey", estate), given).headers["Location"].rsplit("/", 1)[1])
    assert "进场排查" in worker.get(at("field_surveys")).content.decode()
    walk = worker.get(at("survey_walk", estate, survey_id)).content.decode()
    part_id = int(walk.split(f"/surveys/{survey_id}/walk/")[1].split('"')[0])
    dispatcher.post(at("hand_out_survey", estate, survey_id), {"part": [part_id], "surveyor": city.users["worker"]})
    where = at("survey_part", estate, survey_id, part_id)
    assert worker.post(where, {"text": "井盖破损", "client_id": "x"}).status_code == 422  # how bad?
    assert worker.post(where, {"text": "井盖破损", "severity": "1", "client_id": "x"}).status_code == 302
    assert "井盖破损" in worker.get(where).content.decode()
    assert worker.post(at("finish_survey_part", estate, survey_id, part_id)).status_code == 302
    page = dispatcher.get(at("survey", estate, survey_id)).content.decode()
    finding_id = int(page.split('name="finding" value="')[1].split('"')[0])
    decide = {"finding": [finding_id], "decision": "order", "skill": "plumbing", "minutes": "60"}
    dispatcher.post(at("decide_findings", estate, survey_id), decide)
    assert "-000001" in dispatcher.get(at("survey", estate, survey_id)).content.decode()
    report = dispatcher.get(at("survey_report", estate, survey_id))
    assert report.content.startswith(b"%PDF")
    for name, args in (("findings_export", (estate, survey_id)), ("surveys_export", ()), ("surveys", ())):
        assert dispatcher.get(at(name, *args)).status_code == 200


def test_a_campaign_is_planned_and_seen_by_residents_once_it_began(city: City) -> None:
    estate, dispatcher, owner = city.estate_id, city.signed_in("dispatcher"), city.signed_in("owner")
    given = {"name": "三清三新", "goals": "清杂草", "starts_on": "2022-12-30", "last_day": "2022-12-31", "cost": ""}
    assert dispatcher.post(at("plan_campaign", estate), {**given, "cost": "much"}).status_code == 422
    page = dispatcher.post(at("plan_campaign", estate), given)
    campaign_id = int(page.headers["Location"].rsplit("/", 1)[1])
    mine = reverse("resident:campaign", args=[estate, campaign_id])
    assert owner.get(mine).status_code == 404
    dispatcher.post(at("move_campaign", estate, campaign_id), {"to": "going"})
    dispatcher.post(at("add_campaign_person", estate, campaign_id), {"person": "志愿者", "people": "3", "hours": "2.5"})
    work = {"title": "清运垃圾", "skill": "cleaning", "minutes": "90"}
    dispatcher.post(at("order_campaign_work", estate, campaign_id), work)
    shown = dispatcher.get(at("campaign", estate, campaign_id)).content.decode()
    assert "7.5" in shown
    assert "清运垃圾" in shown
    assert "三清三新" in owner.get(mine).content.decode()
    assert "三清三新" in owner.get(reverse("resident:campaigns")).content.decode()
    assert dispatcher.get(at("campaigns_export")).status_code == 200
    assert dispatcher.get(at("campaigns")).status_code == 200
