"""The first login of an empty installation: the city's administrator, named by whoever has the machine."""

from __future__ import annotations

import re

import pytest

from laoyou.cli.administrator import add_administrator
from laoyou.infra import clock
from laoyou.infra.actor import Right
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import use_cases
from laoyou.system.people.models import Organisation, User

pytestmark = pytest.mark.django_db
ASKED = ["luo", "--name", "罗总管", "--bureau", "南宁市住房和城乡建设局"]


def test_it_adds_login_role_and_bureau_and_says_the_first_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert add_administrator(ASKED) == 0
    said = re.search(r"password (\S+)", capsys.readouterr().out)
    assert said
    at = clock.now()
    user_id = use_cases.sign_in_with_password(login="luo", password=said[1], totp="", at=at)
    actor = mandates.actor_for(user_id=user_id, at=at)
    assert actor.may(Right.MANAGE_ORGANISATIONS, 0)
    assert not actor.may_somewhere(Right.SEE_ESTATE)


def test_a_second_one_works_for_the_same_bureau() -> None:
    assert add_administrator(ASKED) == add_administrator(["nong", *ASKED[1:]]) == 0
    assert Organisation.objects.filter(kind="housing_bureau").count() == 1


def test_a_refused_login_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    assert add_administrator(["No Login!", *ASKED[1:]]) == 1
    assert "small letters" in capsys.readouterr().err
    assert not User.objects.filter(is_staff_member=True).exists()
    assert not Organisation.objects.filter(kind="housing_bureau").exists()
