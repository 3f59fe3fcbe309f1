"""A small city and the people whose rights the tests compare, made through use cases only.

Ask for the fixture `city`; each persona has an actor of any moment and can be signed in to a test client.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pyotp
import pytest
from django.test import Client

from laoyou.core.area import Area
from laoyou.infra import files, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, system
from laoyou.system.mandates import queries as mandate_queries
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.people import queries as people_queries
from laoyou.system.people import use_cases as people
from laoyou.system.places import use_cases as places

AT = datetime(2022, 7, 20, 2, 0, tzinfo=UTC)
TODAY = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
STARTS_ON = date(2022, 7, 21)
ENDS_BEFORE = date(2042, 7, 21)
FIRST_PASSWORD = "a word for the first day"
PASSWORD = "correct horse battery"
AUTHOR = system("tests")

RESIDENTS = ("owner", "co_owner", "tenant", "elder", "relative", "stranger")
STAFF = (
    *("desk", "finance", "manager", "deputy", "administrator", "auditor", "street_official", "bureau_official"),
    *("rival", "city_administrator", "dispatcher", "worker"),
)
EVERYBODY = ("visitor", *RESIDENTS, *STAFF)
TELEPHONES = {
    "owner": "17000000001",
    "co_owner": "17000000002",
    "tenant": "17000000003",
    "elder": "17000000004",
    "relative": "17000000005",
    "stranger": "17000000006",
}
NAMES = {
    "owner": "李秀兰",
    "co_owner": "张建国",
    "tenant": "覃小明",
    "elder": "周玉珍",
    "relative": "周小敏",
    "stranger": "陆远",
    "desk": "陆小燕",
    "finance": "黄会",
    "manager": "韦敏",
    "deputy": "农副理",
    "administrator": "覃管",
    "auditor": "梁审",
    "street_official": "农和",
    "bureau_official": "莫科",
    "rival": "陈默",
    "city_administrator": "罗总管",
    "dispatcher": "韦调度",
    "worker": "覃师傅",
}


EMPLOYERS = {
    "rival": "rival",
    "street_official": "street",
    "bureau_official": "bureau",
    "city_administrator": "bureau",
}


@dataclass(slots=True)
class City:
    """One estate under a mandate (`estate_id`), one of others (`other_estate_id`), and everybody in both.

    Homes are named by who belongs there: owner and co-owner hold halves of `homes["owner"]`, which the tenant rents.
    """

    estate_id: int = 0
    other_estate_id: int = 0
    homes: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    bonds: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    mandate_id: int = 0
    tariff_id: int = 0
    delegation_id: int = 0

    def actor(self, who: str, at: datetime = TODAY) -> Actor:
        return VISITOR if who == "visitor" else mandate_queries.actor_for(user_id=self.users[who], at=at)

    def signed_in(self, who: str) -> Client:
        """Return a browser in which the persona is signed in."""
        client = Client()
        if who != "visitor":
            user = people_queries.active_user(self.users[who])
            assert user is not None
            client.force_login(user)
        return client


def build() -> City:
    city = City()
    _organisations(city)
    for who in STAFF:
        _add_staff(city, who)
    _estates(city)
    _residents(city)
    _second_factor(city)
    return city


def _organisations(city: City) -> None:
    for key, name, kind, division in (
        ("company", "城市片区物业运营中心", "company", ""),
        ("rival", "另一家物业公司", "company", ""),
        ("street", "津头街道办事处", "street_office", "450103005"),
        ("other_street", "新竹街道办事处", "street_office", "450103001"),
        ("bureau", "南宁市住房和城乡建设局", "housing_bureau", "4501"),
    ):
        city.organisations[key] = people.add_organisation(
            actor=AUTHOR, name=name, kind=kind, division_code=division, at=AT
        )
    people.let_keep_merchant_account(actor=AUTHOR, organisation_id=city.organisations["company"], at=AT)


def _add_staff(city: City, who: str) -> None:
    role = {"rival": "manager", "deputy": "manager", "city_administrator": "administrator"}.get(who, who)
    employer = city.organisations[EMPLOYERS.get(who, "company")]
    city.users[who] = people.add_staff(
        actor=AUTHOR,
        organisation_id=employer,
        login=who,
        name=NAMES[who],
        password=FIRST_PASSWORD,
        at=AT,
    )
    people.change_password(
        actor=Actor(kind=ActorKind.STAFF, name=NAMES[who], user_id=city.users[who]),
        old=FIRST_PASSWORD,
        new=PASSWORD,
        at=AT,
    )
    city.roles[who] = people.give_role(
        actor=AUTHOR,
        user_id=city.users[who],
        organisation_id=employer,
        role=role,
        starts_on=date(2022, 1, 1),
        at=AT,
    )


def _estates(city: City) -> None:
    city.estate_id = _estate(city, "XSHY", "秀山花园", "street", "company", "450103005")
    city.other_estate_id = _estate(city, "XZXY", "新竹小院", "other_street", "rival", "450103001")
    city.homes["owner"], city.homes["elder"] = _homes(city.estate_id, "3", "2", {"501": 8635, "502": 7210})
    (city.homes["stranger"],) = _homes(city.other_estate_id, "1", "1", {"101": 12000})


def _estate(city: City, code: str, name: str, principal: str, company: str, street_code: str) -> int:
    """Open an estate and let the company serve it: drafted by the tests themselves, put in force by its manager."""
    estate_id = places.open_estate(actor=AUTHOR, code=code, name=name, street_office_code=street_code, at=AT)
    mandate_id = mandates.draft_mandate(
        actor=AUTHOR,
        estate_id=estate_id,
        principal_id=city.organisations[principal],
        company_id=city.organisations[company],
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="津街委〔2022〕7号",
        scope_text="保洁、秩序、绿化、维修",
        starts_on=STARTS_ON,
        ends_before=ENDS_BEFORE,
        at=AT,
    )
    file_id = kept_paper(estate_id)
    mandates.attach_document(actor=AUTHOR, estate_id=estate_id, mandate_id=mandate_id, file_id=file_id, at=AT)
    tariff_id = mandates.set_tariff(
        actor=AUTHOR,
        estate_id=estate_id,
        mandate_id=mandate_id,
        item="service",
        name="物业服务费",
        method="by_area",
        rate=Decimal("0.60"),
        fund="service",
        starts_on=STARTS_ON,
        at=AT,
    )
    second_person = city.actor("manager" if company == "company" else company, AT)
    mandates.put_in_force(actor=second_person, estate_id=estate_id, mandate_id=mandate_id, at=AT)
    if company == "company":
        city.mandate_id, city.tariff_id = mandate_id, tariff_id
    return estate_id


def kept_paper(estate_id: int, by: Actor = AUTHOR) -> int:
    """Keep a signed paper in the estate, and return the file."""
    with scope.estate(estate_id):
        return files.store(estate_id=estate_id, name="委托书.pdf", content=paper(), purpose="document", actor=by, at=AT)


def paper() -> io.BytesIO:
    """Return a signed paper, as far as a first look at its bytes can tell."""
    return io.BytesIO(b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n")


def _homes(estate_id: int, building: str, entrance: str, centiares: dict[str, int]) -> list[int]:
    building_id = places.add_building(actor=AUTHOR, estate_id=estate_id, name=building, at=AT)
    entrance_id = places.add_entrance(actor=AUTHOR, estate_id=estate_id, building_id=building_id, name=entrance, at=AT)
    return [
        places.add_home(
            actor=AUTHOR,
            estate_id=estate_id,
            building_id=building_id,
            entrance_id=entrance_id,
            number=number,
            area=Area(size),
            source="register",
            starts_on=date(2022, 1, 1),
            at=AT,
        )
        for number, size in centiares.items()
    ]


def _residents(city: City) -> None:
    for who, role, home, share in (
        ("owner", "owner", "owner", (1, 2)),
        ("co_owner", "owner", "owner", (1, 2)),
        ("tenant", "tenant", "owner", (1, 1)),
        ("elder", "owner", "elder", (1, 1)),
        ("stranger", "owner", "stranger", (1, 1)),
    ):
        estate_id = city.other_estate_id if who == "stranger" else city.estate_id
        city.persons[who] = people.add_person(
            actor=AUTHOR, estate_id=estate_id, name=NAMES[who], telephone=TELEPHONES[who], at=AT
        )
        city.bonds[who] = people.bind_person(
            actor=AUTHOR,
            estate_id=estate_id,
            home_id=city.homes[home],
            person_id=city.persons[who],
            role=role,
            share_parts=share[0],
            share_whole=share[1],
            starts_on=date(2022, 1, 1),
            at=AT,
        )
        city.users[who] = sign_in_by_code(TELEPHONES[who], AT)
    city.delegation_id = people.delegate(
        actor=AUTHOR,
        estate_id=city.estate_id,
        person_id=city.persons["elder"],
        telephone=TELEPHONES["relative"],
        name=NAMES["relative"],
        relation="女儿",
        at=AT,
    )
    city.users["relative"] = sign_in_by_code(TELEPHONES["relative"], AT)


def sign_in_by_code(telephone: str, at: datetime) -> int:
    """Sign in as a resident does: ask for the code, read the message, write the digits."""
    people.send_code(telephone=telephone, at=at)
    return people.sign_in_with_code(telephone=telephone, code=code_sent_to(telephone), at=at)


def code_sent_to(telephone: str) -> str:
    """Return the digits of the newest message to the telephone; '' when it holds none."""
    for message in people_queries.last_codes(limit=100):
        if message.receiver == telephone:
            digits = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", message.text)
            return digits[0] if digits else ""
    return ""


def _second_factor(city: City) -> None:
    """Let the administrators set up the second factor, without which no page opens to them."""
    for who in ("administrator", "city_administrator"):
        actor = city.actor(who, AT)
        enrolment = people.begin_totp(actor=actor, at=AT)
        digits = pyotp.TOTP(enrolment.secret).at(AT)
        people.confirm_totp(
            actor=actor, sealed=enrolment.sealed, password=PASSWORD, code=digits, at=AT, app_shows_at=AT
        )


@pytest.fixture
def city(db: None) -> City:
    return build()
