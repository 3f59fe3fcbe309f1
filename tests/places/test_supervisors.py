"""Another street office or community for an estate: asked by one, decided by the bureau, and who sees it then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError
from django.test import Client
from django.urls import reverse

from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.infra.models import AuditRow
from laoyou.system.people import use_cases as people
from laoyou.system.places import errors, queries, use_cases
from laoyou.system.places.models import Estate, SupervisorCorrection, SupervisorMove
from tests.personas import AT, AUTHOR, FIRST_PASSWORD, PASSWORD, STARTS_ON, TODAY, City

JINTOU, XINZHU = "450103005", "450103001"


def asked(city: City, who: str = "manager", **facts: str) -> int:
    wanted = {"street_office_code": XINZHU, "reason": "实际属于新竹街道", **facts}
    return use_cases.ask_correction(actor=city.actor(who), estate_id=city.estate_id, at=AT, **wanted)


def decided(city: City, correction_id: int, who: str = "bureau_official", *, approve: bool = True) -> Decision:
    actor = city.actor(who)
    return use_cases.decide_correction(
        actor=actor, estate_id=city.estate_id, correction_id=correction_id, approve=approve, reason="已核实", at=TODAY
    )


def other_official(city: City) -> Client:
    """Return the browser of an official of the street office that the estate is asked to go to."""
    office = city.organisations["other_street"]
    user_id = people.add_staff(
        actor=AUTHOR, organisation_id=office, login="xinzhu", name="黄新竹", password=FIRST_PASSWORD, at=AT
    )
    people.change_password(
        actor=Actor(kind=ActorKind.STAFF, name="黄新竹", user_id=user_id), old=FIRST_PASSWORD, new=PASSWORD, at=AT
    )
    people.give_role(
        actor=AUTHOR,
        user_id=user_id,
        organisation_id=office,
        role="street_official",
        starts_on=STARTS_ON,
        at=AT,
    )
    city.users["other_official"] = user_id
    return city.signed_in("other_official")


def address(city: City, name: str, **more: int) -> str:
    return reverse(f"operations:{name}", kwargs={"estate_id": city.estate_id, **more})


class TestTheRequest:
    def test_is_asked_under_a_mandate_in_force_and_changes_nothing_yet(self, city: City) -> None:
        asked(city)
        estate = Estate.objects.get(id=city.estate_id)
        assert (estate.state, estate.street_office.code) == ("mandated", JINTOU)

    def test_is_asked_by_who_edits_estates_and_by_the_bureau_only(self, city: City) -> None:
        for who in ("desk", "street_official", "auditor", "administrator"):
            with pytest.raises(NotAllowed):
                asked(city, who)
        with pytest.raises(NotFound):
            asked(city, "rival")
        decided(city, asked(city, "bureau_official"), approve=False)
        assert asked(city, "finance")

    def test_waits_alone(self, city: City) -> None:
        asked(city)
        with pytest.raises(errors.CorrectionWaits):
            asked(city, "finance")
        with scope.estate(city.estate_id):
            row = SupervisorCorrection.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError, match="one_supervisor_correction_waits"), scope.estate(city.estate_id):
            row.save(force_insert=True)

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"reason": " "}, SayWhy),
            ({"street_office_code": "000"}, errors.NoSuchStreetOffice),
            ({"street_office_code": JINTOU}, errors.SameSupervisor),
            ({"community_name": "社" * 61}, errors.TooLong),
        ],
    )
    def test_refuses_what_makes_no_sense(self, city: City, facts: dict[str, str], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            asked(city, **facts)

    def test_of_a_new_community_enters_it_only_when_it_is_approved(self, city: City) -> None:
        correction = asked(city, street_office_code=JINTOU, community_name="南湖东社区")
        known = {one.name for one in queries.communities(JINTOU)}
        assert "南湖东社区" not in known
        decided(city, correction)
        assert queries.estate_for(actor=city.actor("manager"), estate_id=city.estate_id).community == "南湖东社区"


class TestTheDecision:
    def test_hands_the_estate_from_one_street_office_to_the_other_at_once(self, city: City) -> None:
        other = other_official(city)
        assert other.get(address(city, "estate")).status_code == 404
        assert decided(city, asked(city)) is Decision.APPROVED
        assert other.get(address(city, "estate")).status_code == 200
        assert city.signed_in("street_official").get(address(city, "estate")).status_code == 404
        assert city.signed_in("manager").get(address(city, "estate")).status_code == 200

    def test_is_neither_the_askers_nor_the_companys_nor_the_street_offices(self, city: City) -> None:
        correction = asked(city)
        for who in ("manager", "deputy", "finance", "street_official"):
            with pytest.raises(NotAllowed):
                decided(city, correction, who)
        decided(city, correction, "manager", approve=False)
        own = asked(city, "bureau_official")
        with pytest.raises(AsksASecondPerson):
            decided(city, own)
        colleague = replace(city.actor("bureau_official"), user_id=city.users["manager"], name="同事")
        with pytest.raises(DatabaseError), scope.estate(city.estate_id):
            SupervisorCorrection.objects.filter(id=own).update(
                state="approved", decided_by=city.users["bureau_official"], decided_at=TODAY
            )
        use_cases.decide_correction(
            actor=colleague, estate_id=city.estate_id, correction_id=own, approve=True, at=TODAY
        )
        with pytest.raises(DecidedAlready):
            decided(city, own, approve=False)

    def test_is_refused_when_the_estate_stands_elsewhere_by_now(self, city: City) -> None:
        correction = asked(city)
        facts = {"name": "秀山花园", "street_office_code": JINTOU, "community_name": "秀山社区"}
        use_cases.edit_estate(actor=city.actor("manager"), estate_id=city.estate_id, at=AT, **facts)
        with pytest.raises(errors.SupervisorChangedMeanwhile):
            decided(city, correction)
        with scope.estate(city.estate_id):
            seen = queries.corrections_for(actor=city.actor("bureau_official"), estate_id=city.estate_id)[0]
        assert (seen.is_stale, seen.asked.can_approve, seen.asked.can_refuse) == (True, False, True)
        assert decided(city, correction, approve=False) is Decision.REFUSED

    def test_leaves_the_change_on_record_for_good(self, city: City) -> None:
        decided(city, asked(city))
        with scope.estate(city.estate_id):
            move = SupervisorMove.objects.get()
            assert (move.from_street_office.code, move.to_street_office.code) == (JINTOU, XINZHU)
            acts = AuditRow.objects.filter(action__startswith="places.correction_").order_by("id")
            assert [act.action.rpartition("_")[2] for act in acts] == ["asked", "approved"]
            assert {(act.details["before"], act.details["after"]) for act in acts} == {("津头街道", "新竹街道")}
        with pytest.raises(DatabaseError, match="append-only"), scope.estate(city.estate_id):
            SupervisorMove.objects.update(actor="nobody")
        with pytest.raises(DatabaseError), scope.estate(city.estate_id):
            SupervisorCorrection.objects.update(reason="另一个原因")


class TestThePage:
    def test_says_before_the_decision_who_loses_sight_and_who_gains_it(self, city: City) -> None:
        other_official(city)
        asked(city)
        shown = city.signed_in("bureau_official").get(address(city, "supervisor")).content.decode()
        lose, gain = shown.index("以后看不到这个小区"), shown.index("以后能看到这个小区")
        assert lose < shown.index("津头街道办事处", lose) < gain < shown.index("新竹街道办事处", gain)
        assert 'value="approve"' in shown
        assert 'value="approve"' not in city.signed_in("manager").get(address(city, "supervisor")).content.decode()

    def test_asks_and_decides_by_its_forms(self, city: City) -> None:
        manager, official = city.signed_in("manager"), city.signed_in("bureau_official")
        answer = manager.post(address(city, "ask_correction"), {"street_office_code": XINZHU, "reason": ""})
        assert answer.status_code == 422
        manager.post(address(city, "ask_correction"), {"street_office_code": XINZHU, "reason": "街道边界调整"})
        assert "更正小区的监督单位" in official.get(reverse("operations:waiting")).content.decode()
        assert "街道边界调整" in official.get(address(city, "supervisor")).content.decode()
        assert address(city, "supervisor") in official.get(reverse("supervision:overview")).content.decode()
        with scope.estate(city.estate_id):
            correction = SupervisorCorrection.objects.get().id
        official.post(address(city, "decide_correction", correction_id=correction), {"decision": "approve"})
        assert Estate.objects.get(id=city.estate_id).street_office.code == XINZHU
