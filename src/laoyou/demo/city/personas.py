"""The people whose logins the demo prints: residents of Xiushan Garden by telephone, staff by name and password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from laoyou.demo.city import district
from laoyou.demo.city.cast import PASSWORD, STAFF, Cast
from laoyou.demo.city.story import SEED, moment
from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_acts

OWNER_HOME, OWNER_TELEPHONE = "3栋2单元501", "17000001108"
ELDER_HOME, ELDER_TELEPHONE = "1栋1单元302", "17000001005"
RELATIVE_TELEPHONE = "17000009001"
ROLE_NAMES = {
    "admin": "administrator of the company",
    "manager": "manager",
    "deputy": "deputy manager, the second person",
    "finance": "finance",
    "desk": "service desk",
    "dispatcher": "dispatcher",
    "worker": "field staff",
    "street": "street office",
    "bureau": "housing bureau",
    "city-admin": "administrator of the bureau",
}


@dataclass(frozen=True, slots=True)
class Persona:
    who: str
    where: str
    login: str


def introduce(cast: Cast, estate_id: int) -> None:
    """Let a daughter act for an elderly owner: entered at the desk, visible to both."""
    at = moment(date(2022, 10, 8), 10)
    desk = cast.on("desk", at)
    home_id = cast.home_called(estate_id, ELDER_HOME)
    with scope.estate(estate_id):
        elder = people.people_of_home(actor=desk, estate_id=estate_id, home_id=home_id, day=at.date())[0]
    people_acts.delegate(
        actor=desk,
        estate_id=estate_id,
        person_id=elder.person_id,
        telephone=RELATIVE_TELEPHONE,
        name="周小敏",
        relation="女儿",
        at=at,
    )


def known_personas() -> list[Persona]:
    """Return the logins, residents first. The one-time code appears in the demo's outbox."""
    metered = district.with_meters(district.small_estates(Random(SEED + 1)))  # noqa: S311 a story, not a secret
    residents = [
        Persona(f"owner, {OWNER_HOME}", "/", OWNER_TELEPHONE),
        Persona(f"elderly owner, {ELDER_HOME}", "/", ELDER_TELEPHONE),
        Persona("his daughter, acting for him", "/", RELATIVE_TELEPHONE),
        Persona(f"owner with a water meter, {metered.name}", "/", metered.telephone_of(0)),
    ]
    where = {"street": "/city/", "bureau": "/city/"}
    staff = [Persona(ROLE_NAMES[login], where.get(login, "/ops/"), f"{login} / {PASSWORD}") for login, *_ in STAFF]
    return residents + staff


def signed_in(telephone: str, at: datetime) -> Actor:
    """Let a resident sign in with the code that their telephone gets."""
    people_acts.send_code(telephone=telephone, at=at)
    sent = next(message.text for message in people.last_codes() if message.receiver == telephone)
    code = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", sent)
    assert code is not None, sent
    user_id = people_acts.sign_in_with_code(telephone=telephone, code=code[0], at=at)
    return mandates.actor_for(user_id=user_id, at=at)
