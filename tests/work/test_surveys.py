"""Surveys, what becomes of their findings, and campaigns, through use cases."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.infra.actor import system
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.budgets import use_cases as budget_acts
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.surveys import queries, use_cases
from laoyou.system.work.surveys.errors import FindingDecided, NotDecidedYet, PartsLeft, SurveyOver
from laoyou.system.work.surveys.use_cases import AboutCampaign
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 30)


def started(city: City) -> int:
    return use_cases.start_survey(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        name="进场排查",
        starts_on=DAY,
        last_day=DAY + timedelta(days=6),
        at=TODAY,
    )


def parts(city: City, survey_id: int) -> list[queries.PartView]:
    with scope.estate(city.estate_id):
        return queries.parts_of(actor=city.actor("worker"), estate_id=city.estate_id, survey_id=survey_id)


def found(city: City, survey_id: int, severity: int = 1, client_id: str = "") -> int:
    return use_cases.note_finding(
        actor=city.actor("worker"),
        estate_id=city.estate_id,
        survey_id=survey_id,
        part_id=parts(city, survey_id)[0].id,
        severity=severity,
        text=f"井盖破损 {severity}",
        at=TODAY,
        client_id=client_id,
    )


def findings(city: City, survey_id: int) -> list[queries.FindingView]:
    with scope.estate(city.estate_id):
        where = {"actor": city.actor("manager"), "estate_id": city.estate_id, "survey_id": survey_id}
        return list(queries.findings_for(**where).rows)


def campaign(city: City) -> int:
    return use_cases.plan_campaign(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        about=AboutCampaign(name="三清三新", goals="清杂草", starts_on=DAY, last_day=DAY),
        at=TODAY,
    )


def moved(city: City, survey_id: int, to: str, who: str = "manager") -> None:
    use_cases.move_survey(actor=city.actor(who), estate_id=city.estate_id, survey_id=survey_id, to_state=to, at=TODAY)


def test_a_survey_walks_through_every_building_and_entrance_and_its_template_can_be_changed(city: City) -> None:
    survey_id = started(city)
    kinds = {part.part for part in parts(city, survey_id)}
    assert {"estate", "building"} <= kinds
    use_cases.set_template(actor=city.actor("manager"), points={"estate": ["大门"]}, at=TODAY)
    other = started(city)
    assert [part.part for part in parts(city, other)] == ["estate"]
    assert len(parts(city, survey_id)) > 1


def test_a_survey_ends_when_all_is_walked_through_and_is_adopted_when_every_danger_is_decided(city: City) -> None:
    survey_id = started(city)
    danger = found(city, survey_id)
    with pytest.raises(PartsLeft):
        moved(city, survey_id, "done")
    for part in parts(city, survey_id):
        use_cases.finish_part(
            actor=city.actor("worker"), estate_id=city.estate_id, survey_id=survey_id, part_id=part.id, at=TODAY
        )
    moved(city, survey_id, "done")
    with pytest.raises(SurveyOver):
        found(city, survey_id)
    with pytest.raises(NotAllowed):
        moved(city, survey_id, "adopted", "dispatcher")
    with pytest.raises(NotDecidedYet):
        moved(city, survey_id, "adopted")
    use_cases.accept_finding(
        actor=city.actor("manager"), estate_id=city.estate_id, finding_id=danger, reason="已围挡", at=TODAY
    )
    moved(city, survey_id, "adopted")


def test_a_telephone_that_sends_twice_writes_one_finding_and_the_worst_stands_first(city: City) -> None:
    survey_id = started(city)
    assert found(city, survey_id, 4, "a") == found(city, survey_id, 4, "a")
    found(city, survey_id, 1)
    assert [row.severity for row in findings(city, survey_id)] == [1, 4]


def test_an_order_that_is_cancelled_lets_its_finding_be_decided_anew(city: City) -> None:
    survey_id = started(city)
    finding_id = found(city, survey_id)
    where = {"actor": city.actor("dispatcher"), "estate_id": city.estate_id, "at": TODAY}
    given = {"finding_ids": [finding_id], "skill": "plumbing", "minutes": 30}
    (order_id,) = use_cases.order_findings(**where, **given)
    assert findings(city, survey_id)[0].state == "ordered"
    with pytest.raises(FindingDecided):
        use_cases.order_findings(**where, **given)
    orders.cancel(**where, order_id=order_id, reason="先做预算")
    assert findings(city, survey_id)[0].state == "open"
    (order_id,) = use_cases.order_findings(**where, **given)
    with scope.estate(city.estate_id):
        use_cases.solved_by_order(estate_id=city.estate_id, order_id=order_id, is_done=True, reason="", at=TODAY)
    assert findings(city, survey_id)[0].state == "solved"


def test_a_finished_campaign_solves_its_findings_and_residents_see_the_places(city: City) -> None:
    survey_id = started(city)
    finding_id, campaign_id = found(city, survey_id), campaign(city)
    where = {"actor": city.actor("dispatcher"), "estate_id": city.estate_id, "at": TODAY}
    use_cases.into_campaign(**where, finding_ids=[finding_id], campaign_id=campaign_id)
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "JPEG")
    picture.seek(0)
    with scope.estate(city.estate_id):
        kept = files.store(
            estate_id=city.estate_id, name="a.jpg", content=picture, purpose="photo", actor=system("tests"), at=TODAY
        )
    use_cases.add_pair(**where, campaign_id=campaign_id, place="花园", before_id=kept)
    use_cases.add_pair(**where, campaign_id=campaign_id, place="花园", after_id=kept)
    use_cases.add_person(**where, campaign_id=campaign_id, name="志愿者", minutes=90, people=4, is_volunteer=True)
    owner = city.actor("owner")
    with scope.estate(city.estate_id):
        assert queries.campaigns_of_residents(actor=owner) == []
    for state in ("going", "done"):
        use_cases.move_campaign(**where, campaign_id=campaign_id, to_state=state)
    with scope.estate(city.estate_id):
        (view,) = queries.campaigns_of_residents(actor=owner)
        with pytest.raises(NotFound):
            queries.resident_campaign(actor=city.actor("stranger"), estate_id=city.estate_id, campaign_id=campaign_id)
    assert (view.hours, view.volunteers, view.solved, len(view.pairs)) == ("6", 4, 1, 1)
    assert view.cover is not None
    assert findings(city, survey_id)[0].state == "solved"


def test_a_finding_adds_to_a_line_of_a_drafted_budget(city: City) -> None:
    survey_id = started(city)
    finding_id, manager = found(city, survey_id, 2), city.actor("manager")
    where = {"actor": manager, "estate_id": city.estate_id, "at": TODAY}
    budget_id = budget_acts.draft_budget(**where, fund=Fund.SERVICE, year=2023)
    with scope.estate(city.estate_id):
        lines = budgets.budget_for(actor=manager, estate_id=city.estate_id, budget_id=budget_id).lines
    before = next(line.amount for line in lines if line.account == Account.REPAIRS)
    use_cases.into_budget(
        **where, finding_id=finding_id, budget_id=budget_id, account=Account.REPAIRS, amount=Money(120_000)
    )
    with scope.estate(city.estate_id):
        after = budgets.budget_for(actor=manager, estate_id=city.estate_id, budget_id=budget_id).lines
    line = next(line for line in after if line.account == Account.REPAIRS)
    assert line.amount == before + Money(120_000)
    assert "井盖破损" in line.note
    assert findings(city, survey_id)[0].state == "in_budget"
