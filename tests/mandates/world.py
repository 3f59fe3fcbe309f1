"""A small world for the tests of mandates: one estate, its street office, two companies, and their people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from laoyou.core.area import Area
from laoyou.infra import scope
from laoyou.infra.actor import Actor, system
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.models import Mandate
from laoyou.system.people import use_cases as people
from laoyou.system.places import use_cases as places
from tests.personas import kept_paper

AT = datetime(2022, 7, 18, 2, 0, tzinfo=UTC)
STARTS_ON = date(2022, 7, 21)
ENDS_BEFORE = date(2023, 7, 21)
AUTHOR = system("test")


class World:
    """Made in a test's transaction. `manager` is an actor of the moment asked for."""

    def __init__(self) -> None:
        self.street_office = self.organisation("津头街道办事处", "street_office", "450103005")
        self.company = self.organisation("片区物业运营中心", "company")
        self.other_company = self.organisation("另一家物业公司", "company")
        self.committee = self.organisation("秀山花园业主委员会", "owners_committee")
        self.manager_id = self.staff("manager", "韦敏", "manager", self.company)
        self.deputy_id = self.staff("deputy", "农副理", "manager", self.company)
        self.rival_id = self.staff("rival", "陈默", "manager", self.other_company)
        self.second_rival_id = self.staff("second.rival", "甘默", "manager", self.other_company)
        self.desk_id = self.staff("desk", "陆小燕", "desk", self.company)
        self.estate_id = places.open_estate(
            actor=self.manager(AT), code="XSHY", name="秀山花园", street_office_code="450103005", at=AT
        )

    def organisation(self, name: str, kind: str, division_code: str = "") -> int:
        return people.add_organisation(actor=AUTHOR, name=name, kind=kind, division_code=division_code, at=AT)

    def staff(self, login: str, name: str, role: str, organisation_id: int) -> int:
        user_id = people.add_staff(
            actor=AUTHOR,
            organisation_id=organisation_id,
            login=login,
            name=name,
            password="correct horse battery",
            at=AT,
        )
        people.give_role(
            actor=AUTHOR,
            user_id=user_id,
            organisation_id=organisation_id,
            role=role,
            starts_on=date(2022, 1, 1),
            at=AT,
        )
        return user_id

    def manager(self, at: datetime = AT) -> Actor:
        return queries.actor_for(user_id=self.manager_id, at=at)

    def rival(self, at: datetime = AT) -> Actor:
        return queries.actor_for(user_id=self.rival_id, at=at)

    def second_rival(self, at: datetime = AT) -> Actor:
        return queries.actor_for(user_id=self.second_rival_id, at=at)

    def deputy(self, at: datetime = AT) -> Actor:
        return queries.actor_for(user_id=self.deputy_id, at=at)

    def draft(self, **changes: object) -> int:
        facts = {
            "actor": self.manager(),
            "estate_id": self.estate_id,
            "principal_id": self.street_office,
            "company_id": self.company,
            "contract_basis": "street_office",
            "fee_mode": "lump_sum",
            "document_number": "津街委〔2022〕7号",
            "scope_text": "保洁、秩序、绿化、维修",
            "starts_on": STARTS_ON,
            "ends_before": ENDS_BEFORE,
            "at": AT,
        }
        return use_cases.draft_mandate(**(facts | changes))  # type: ignore[arg-type]

    def in_force(self, at: datetime = AT, **changes: object) -> int:
        """Draft a mandate and let the deputy put it in force. The price that this needs is taken back again."""
        mandate_id = self.draft(at=at, **changes)
        self.attach_paper(mandate_id)
        last_day = date.fromordinal(self.mandate(mandate_id).ends_before.toordinal() - 1)
        tariff_id = self.tariff(mandate_id, name="还没开始的标准", is_default=False, starts_on=last_day, at=at)
        self.put_in_force(mandate_id, at)
        use_cases.drop_tariff(actor=AUTHOR, estate_id=self.estate_id, tariff_id=tariff_id, at=at)
        return mandate_id

    def attach_paper(self, mandate_id: int, by: Actor = AUTHOR) -> None:
        file_id = kept_paper(self.estate_id, by)
        use_cases.attach_document(actor=by, estate_id=self.estate_id, mandate_id=mandate_id, file_id=file_id, at=AT)

    def put_in_force(self, mandate_id: int, at: datetime = AT, by: Actor | None = None) -> None:
        use_cases.put_in_force(actor=by or self.deputy(at), estate_id=self.estate_id, mandate_id=mandate_id, at=at)

    def mandate(self, mandate_id: int) -> Mandate:
        with scope.estate(self.estate_id):
            return Mandate.objects.get(id=mandate_id)

    def tariff(self, mandate_id: int, **changes: object) -> int:
        facts = {
            "actor": AUTHOR,
            "estate_id": self.estate_id,
            "mandate_id": mandate_id,
            "item": "service",
            "name": "物业服务费",
            "method": "by_area",
            "rate": Decimal("0.60"),
            "fund": "service",
            "starts_on": STARTS_ON,
            "at": AT,
        }
        return use_cases.set_tariff(**(facts | changes))  # type: ignore[arg-type]

    def homes(self, *numbers: str, kind: str = "residential") -> list[int]:
        building = places.add_building(actor=AUTHOR, estate_id=self.estate_id, name=numbers[0], at=AT)
        return [
            places.add_home(
                actor=AUTHOR,
                estate_id=self.estate_id,
                building_id=building,
                number=number,
                area=Area(8635),
                source="ledger",
                starts_on=STARTS_ON,
                kind=kind,
                at=AT,
            )
            for number in numbers
        ]


def instant(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)
