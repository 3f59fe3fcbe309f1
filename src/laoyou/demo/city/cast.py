"""Who acts in the demo: organisations, staff with their roles, and the residents whose logins are printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from laoyou.demo.city.drawings import mandate_paper
from laoyou.demo.city.story import moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, ActorKind, system
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates import use_cases as mandate_acts
from laoyou.system.people import use_cases as people
from laoyou.system.people.house_ledger import use_cases as house_ledger
from laoyou.system.places import queries as places

FIRST_PASSWORD = "秀山花园2022第一天"  # noqa: S105 replaced at once
PASSWORD = "秀山花园2022欢迎您"  # noqa: S105 the demo's, printed on the screen
STREET_OFFICES = {
    "450103005": "津头街道办事处",
    "450103001": "新竹街道办事处",
    "450103002": "中山街道办事处",
    "450103003": "建政街道办事处",
    "450103004": "南湖街道办事处",
}
STAFF = (
    ("admin", "覃管理", "administrator", "company"),
    ("manager", "韦经理", "manager", "company"),
    ("deputy", "农副经理", "manager", "company"),
    ("finance", "黄会计", "finance", "company"),
    ("desk", "陆小燕", "desk", "company"),
    ("dispatcher", "韦调度", "dispatcher", "company"),
    ("worker", "覃师傅", "worker", "company"),
    ("street", "农主任", "street_official", "450103005"),
    ("bureau", "梁科长", "bureau_official", "bureau"),
    ("city-admin", "罗管理", "administrator", "bureau"),
)


@dataclass(slots=True)
class Cast:
    """Ids of organisations and users by their short names; actors are asked anew for each day of the story."""

    organisations: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def on(self, login: str, at: datetime) -> Actor:
        """Return the staff member with the rights of that day. Rights change when a mandate begins: see `renew`."""
        key = (login, at.date())
        if key not in self._actors:
            self._actors[key] = mandates.actor_for(user_id=self.users[login], at=at)
        return self._actors[key]

    def renew(self) -> None:
        """Forget the rights of before: a mandate has just begun."""
        self._actors.clear()

    def assembly(self, estate_name: str, at: datetime) -> int:
        """Enter the owners' assembly of an estate and return its organisation."""
        return people.add_organisation(
            actor=system("demo"), name=f"{estate_name}业主大会", kind="owners_assembly", division_code="", at=at
        )

    def take_over(self, estate_id: int, name: str, ledger: BinaryIO, at: datetime) -> None:
        """Import a house ledger, its faulty rows left out, as the clerk of finance would."""
        house_ledger.import_file(
            actor=self.on("finance", at),
            estate_id=estate_id,
            name=name,
            content=ledger,
            at=at,
            leave_out_refused=True,
        )

    def put_in_force(self, estate_id: int, estate_name: str, mandate_id: int, at: datetime) -> None:
        """Attach the signed paper, and let the deputy, who compares it with the manager's draft, put it in force."""
        manager = self.on("manager", at)
        with scope.estate(estate_id):
            says = mandates.mandate_for(actor=manager, estate_id=estate_id, mandate_id=mandate_id)
            file_id = files.store(
                estate_id=estate_id,
                name=f"{estate_name}委托书.jpg",
                content=mandate_paper(
                    estate=estate_name,
                    number=says.document_number,
                    principal=says.principal_name,
                    company=says.company_name,
                    scope=says.scope,
                    first_day=says.starts_on,
                    last_day=says.last_day,
                ),
                purpose="document",
                actor=manager,
                at=at,
            )
        mandate_acts.attach_document(actor=manager, estate_id=estate_id, mandate_id=mandate_id, file_id=file_id, at=at)
        mandate_acts.put_in_force(actor=self.on("deputy", at), estate_id=estate_id, mandate_id=mandate_id, at=at)
        mandate_acts.show_public_copy(actor=manager, estate_id=estate_id, mandate_id=mandate_id, file_id=file_id, at=at)
        self.renew()

    def homes(self, estate_id: int) -> list[int]:
        """Return the estate's homes in the order of their places."""
        with scope.estate(estate_id):
            rows = places.homes_to_export(actor=system("demo"), estate_id=estate_id, wanted=places.HomesFilter())
        return [row.id for row in rows]

    def home_called(self, estate_id: int, label: str) -> int:
        with scope.estate(estate_id):
            found = places.home_id_by_text(actor=system("demo"), estate_id=estate_id, text=label)
        assert found is not None, label
        return found


def engage() -> Cast:
    """Enter organisations and staff, on the eve of the first mandate."""
    at = moment(date(2022, 7, 1), 9)
    author = system("demo")
    cast = Cast()

    def organisation(key: str, name: str, kind: str, division_code: str = "") -> None:
        cast.organisations[key] = people.add_organisation(
            actor=author, name=name, kind=kind, division_code=division_code, at=at
        )

    organisation("company", "城市片区物业运营服务中心", "company")
    people.let_keep_merchant_account(actor=author, organisation_id=cast.organisations["company"], at=at)
    organisation("bureau", "南宁市住房和城乡建设局", "housing_bureau", "4501")
    for code, name in STREET_OFFICES.items():
        organisation(code, name, "street_office", code)
    for login, name, role, employer in STAFF:
        organisation_id = cast.organisations[employer]
        user_id = people.add_staff(
            actor=author, organisation_id=organisation_id, login=login, name=name, password=FIRST_PASSWORD, at=at
        )
        own = Actor(kind=ActorKind.STAFF, name=name, user_id=user_id)
        people.change_password(actor=own, old=FIRST_PASSWORD, new=PASSWORD, at=at)
        cast.users[login] = user_id
        people.give_role(
            actor=author,
            user_id=user_id,
            organisation_id=organisation_id,
            role=role,
            starts_on=date(2022, 7, 1),
            at=at,
        )
    return cast


def add_community(cast: Cast, name: str, at: datetime) -> None:
    """Enter the residents' committee of a community, which co-signs the mandate."""
    cast.organisations[name] = people.add_organisation(
        actor=system("demo"), name=f"{name}居委会", kind="community", division_code="", at=at
    )
