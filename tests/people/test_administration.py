"""Each administrator keeps the people of their own organisation; the bureau's keeps everybody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra.actor import Actor
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import EmployerMissing, LastAdministrator, NotACompany, OnlyTheCitys, WorksElsewhere
from laoyou.system.people.models import Organisation, StaffRole, User
from tests.personas import AUTHOR, NAMES, PASSWORD, TODAY, City

pytestmark = pytest.mark.django_db
FROM = date(2022, 12, 30)
NEW = "a river under the hill"
Act = Callable[[City, Actor, str], object]


def give(city: City, actor: Actor, who: str, role: str = "desk", employer: str = "company") -> int:
    return use_cases.give_role(
        actor=actor,
        user_id=city.users[who],
        organisation_id=city.organisations[employer],
        role=role,
        starts_on=FROM,
        at=TODAY,
    )


ACTS: dict[str, Act] = {
    "reset": lambda city, actor, who: use_cases.reset_sign_in(
        actor=actor, user_id=city.users[who], password=NEW, at=TODAY
    ),
    "close": lambda city, actor, who: use_cases.set_staff_active(
        actor=actor, user_id=city.users[who], is_active=False, at=TODAY
    ),
    "end a role": lambda city, actor, who: use_cases.end_role(
        actor=actor, role_id=city.roles[who], ends_before=FROM, at=TODAY
    ),
    "look": lambda city, actor, who: queries.staff_member_for(actor=actor, user_id=city.users[who], at=TODAY, day=FROM),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["rival", "street_official", "bureau_official", "city_administrator"])
def test_people_of_other_organisations_are_not_there(city: City, act: str, who: str) -> None:
    with pytest.raises(NotFound):
        ACTS[act](city, city.actor("administrator"), who)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["rival", "auditor", "administrator"])
def test_the_city_administrator_keeps_everybody(city: City, act: str, who: str) -> None:
    if who == "administrator":
        give(city, AUTHOR, "desk", "administrator")
    ACTS[act](city, city.actor("city_administrator"), who)


def test_the_list_shows_colleagues_only(city: City) -> None:
    own = queries.staff_for(actor=city.actor("administrator"), at=TODAY, day=FROM).rows
    assert {row.login for row in own} == {
        *("desk", "finance", "manager", "deputy", "administrator", "auditor"),
        *("dispatcher", "worker"),
    }
    every = queries.staff_for(actor=city.actor("city_administrator"), at=TODAY, day=FROM).rows
    assert {"rival", "street_official", "desk"} <= {row.login for row in every}


@pytest.mark.parametrize("employer", ["rival", "street", "bureau"])
def test_nobody_is_added_to_another_organisation(city: City, employer: str) -> None:
    with pytest.raises(NotFound):
        use_cases.add_staff(
            actor=city.actor("administrator"),
            organisation_id=city.organisations[employer],
            login="new.one",
            name="新人",
            password=PASSWORD,
            at=TODAY,
        )


def test_a_login_needs_an_organisation_that_gives_roles(city: City) -> None:
    committee = use_cases.add_organisation(
        actor=AUTHOR, name="秀山花园业主委员会", kind="owners_committee", division_code="", at=TODAY
    )
    for organisation_id in (committee, 0):
        with pytest.raises(EmployerMissing):
            use_cases.add_staff(
                actor=city.actor("city_administrator"),
                organisation_id=organisation_id,
                login="new.one",
                name="新人",
                password=PASSWORD,
                at=TODAY,
            )


def test_a_role_is_given_at_the_employer_only(city: City) -> None:
    with pytest.raises(WorksElsewhere):
        give(city, city.actor("city_administrator"), "rival", "desk")
    with pytest.raises(NotFound):
        give(city, city.actor("administrator"), "rival", "desk")


def test_the_database_knows_no_role_outside_the_employer(city: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRole.objects.create(
            user_id=city.users["rival"],
            organisation_id=city.organisations["company"],
            role="manager",
            starts_on=FROM,
        )


def test_the_database_knows_no_staff_without_an_employer(city: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=city.users["desk"]).update(employer=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=city.users["owner"]).update(employer=city.organisations["company"])


def test_the_database_lets_no_code_to_a_telephone_open_a_login_of_staff(city: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=city.users["desk"]).update(telephone="17000000099")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=city.users["owner"]).update(
            is_staff_member=True, login="owner", employer=city.organisations["company"]
        )


@pytest.mark.parametrize("act", [name for name in ACTS if name != "look"])
def test_an_auditor_is_out_of_the_hands_of_whom_they_audit(city: City, act: str) -> None:
    with pytest.raises(OnlyTheCitys):
        ACTS[act](city, city.actor("administrator"), "auditor")


def test_an_auditor_gets_no_role_from_whom_they_audit(city: City) -> None:
    with pytest.raises(OnlyTheCitys):
        give(city, city.actor("administrator"), "auditor", "desk")
    with pytest.raises(OnlyTheCitys):
        give(city, city.actor("administrator"), "desk", "auditor")


def test_a_former_auditor_is_a_colleague_again(city: City) -> None:
    ACTS["end a role"](city, city.actor("city_administrator"), "auditor")
    ACTS["reset"](city, city.actor("administrator"), "auditor")


def test_each_organisation_keeps_its_last_administrator(city: City) -> None:
    """That another organisation has one is no help."""
    with pytest.raises(LastAdministrator):
        ACTS["close"](city, city.actor("city_administrator"), "administrator")
    with pytest.raises(LastAdministrator):
        use_cases.set_staff_active(actor=AUTHOR, user_id=city.users["city_administrator"], is_active=False, at=TODAY)


@pytest.mark.parametrize("who", ["administrator", "manager", "bureau_official", "auditor"])
def test_only_the_city_adds_organisations(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        use_cases.add_organisation(actor=city.actor(who), name="我家公司", kind="company", division_code="", at=TODAY)
    assert city.signed_in(who).get(reverse("operations:organisations")).status_code == 404
    assert city.signed_in("city_administrator").get(reverse("operations:organisations")).status_code == 200


def test_the_page_of_an_auditor_offers_nothing_to_a_colleague(city: City) -> None:
    address = reverse("operations:staff_member", kwargs={"user_id": city.users["auditor"]})
    for who, offered in (("administrator", False), ("city_administrator", True)):
        shown = city.signed_in(who).get(address).content.decode()
        assert ('data-opens="reset"' in shown) is offered
        assert ('value="auditor"' in shown) is offered


def test_the_city_says_whom_a_new_login_works_for(city: City) -> None:
    browser = city.signed_in("city_administrator")
    form = {"login": "new.one", "name": "新人", "password": NEW}
    refused = browser.post(reverse("operations:add_staff"), form)
    assert refused.status_code == 422
    assert "请选择这位同事所属的单位" in refused.content.decode()
    browser.post(reverse("operations:add_staff"), form | {"organisation": city.organisations["rival"]})
    assert User.objects.get(login="new.one").employer_id == city.organisations["rival"]


def test_the_audit_log_of_the_centre_tells_of_ones_own_organisation(city: City) -> None:
    use_cases.sign_in_with_password(login="rival", password=PASSWORD, totp="", at=TODAY)
    use_cases.sign_in_with_password(login="desk", password=PASSWORD, totp="", at=TODAY)
    page = reverse("operations:audit_log")
    for who, sees_rival in (("administrator", False), ("auditor", False), ("city_administrator", True)):
        shown = city.signed_in(who).get(page, {"area": "people"}).content.decode()
        assert NAMES["desk"] in shown
        assert (NAMES["rival"] in shown) is sees_rival


class TestTheMerchantAccount:
    def test_is_given_to_one_company_by_the_city_alone(self, city: City) -> None:
        for who in ("administrator", "manager", "rival", "bureau_official"):
            with pytest.raises((NotAllowed, NotFound)):
                use_cases.let_keep_merchant_account(
                    actor=city.actor(who), organisation_id=city.organisations["rival"], at=TODAY
                )
        use_cases.let_keep_merchant_account(
            actor=city.actor("city_administrator"), organisation_id=city.organisations["rival"], at=TODAY
        )
        kept = [row.id for row in queries.organisations_for(actor=AUTHOR) if row.keeps_merchant_account]
        assert kept == [city.organisations["rival"]]

    @pytest.mark.parametrize("whose", ["bureau", "street"])
    def test_is_kept_by_no_office(self, city: City, whose: str) -> None:
        with pytest.raises(NotACompany):
            use_cases.let_keep_merchant_account(actor=AUTHOR, organisation_id=city.organisations[whose], at=TODAY)

    @pytest.mark.parametrize("whose", ["rival", "bureau"])
    def test_is_kept_once_and_by_a_company_says_the_database(self, city: City, whose: str) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(id=city.organisations[whose]).update(keeps_merchant_account=True)

    def test_changes_hands_on_the_page_of_organisations(self, city: City) -> None:
        browser = city.signed_in("city_administrator")
        address = reverse("operations:keep_merchant_account", kwargs={"organisation_id": city.organisations["rival"]})
        assert address in browser.get(reverse("operations:organisations")).content.decode()
        assert browser.post(address).status_code == 302
        after = browser.get(reverse("operations:organisations")).content.decode()
        assert address not in after
        assert after.count("由它管理</span>") == 1
