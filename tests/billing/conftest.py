"""An estate under a mandate, with homes, prices and the people who work on its bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection

from laoyou.core.area import Area
from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.core.tenures import WHOLE
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.models import Bill, Correction, CreditNote, HomeCredit
from laoyou.system.mandates.models import HomeTariff, Mandate, Tariff
from laoyou.system.payments import use_cases as payments
from laoyou.system.places.models import Building, Division, Estate, Home, HomeArea
from tests.payments.transfer_account import name_account
from tests.personas import kept_paper

BEGINS = date(2022, 7, 21)
JULY, AUGUST, SEPTEMBER = Month(2022, 7), Month(2022, 8), Month(2022, 9)
_numbers = count(1)


def at(month: int, day: int = 1, hour: int = 2, year: int = 2022) -> datetime:
    """Return ten o'clock in the city on the day."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def staff(estate_id: int, *, user_id: int, name: str = "Lu", rights: frozenset[Right] | None = None) -> Actor:
    return Actor(kind=ActorKind.STAFF, name=name, user_id=user_id, rights={estate_id: rights or frozenset(Right)})


@dataclass
class World:
    """One estate; what the tests change goes through its methods, what they ask for through use cases."""

    estate_id: int
    mandate_id: int
    building_id: int
    finance: Actor
    manager: Actor
    homes: list[int] = field(default_factory=list)

    def home(self, area: str | None = "86.35", *, kind: str = "residential", since: date = BEGINS) -> int:
        number = str(next(_numbers))
        home = Home.objects.create(
            estate_id=self.estate_id,
            building_id=self.building_id,
            number=number,
            label=f"1栋{number}",
            sort_key=number.zfill(6),
            kind=kind,
        )
        if area is not None:
            self.area(home.id, area, since=since)
        self.homes.append(home.id)
        return home.id

    def area(self, home_id: int, area: str, *, since: date = BEGINS) -> None:
        HomeArea.objects.filter(home_id=home_id, ends_before=None).update(ends_before=since)
        HomeArea.objects.create(
            estate_id=self.estate_id, home_id=home_id, centiares=Area.parse(area).centiares, starts_on=since
        )

    def tariff(
        self,
        rate: str = "0.60",
        *,
        item: str = "property_service",
        method: str = "by_area",
        fund: str = "service",
        since: date = BEGINS,
        until: date | None = None,
        is_default: bool = True,
        home_kind: str = "",
        formula: str = "",
    ) -> int:
        return Tariff.objects.create(
            estate_id=self.estate_id,
            mandate_id=self.mandate_id,
            item=item,
            name={"property_service": "物业服务费", "parking": "停车费"}.get(item, item) + ("" if is_default else rate),
            method=method,
            rate=Decimal(rate),
            fund=fund,
            is_default=is_default,
            home_kind=home_kind,
            formula=formula,
            starts_on=since,
            ends_before=until,
        ).id

    def own_tariff(
        self, home_id: int, tariff_id: int, *, things: int = 1, since: date = BEGINS, until: date | None = None
    ) -> None:
        tariff = Tariff.objects.get(id=tariff_id)
        HomeTariff.objects.create(
            estate_id=self.estate_id,
            home_id=home_id,
            tariff_id=tariff_id,
            item=tariff.item,
            count=things,
            starts_on=since,
            ends_before=until,
        )

    def waiver(self, home_id: int, percent: int, *, since: date, until: date, kind: str = "vacancy") -> int:
        waiver_id = billing.ask_waiver(
            actor=self.finance,
            estate_id=self.estate_id,
            home_id=home_id,
            kind=kind,
            percent=percent,
            reason="空置",
            starts_on=since,
            ends_before=until,
            at=at(7, 21),
        )
        billing.decide_waiver(
            actor=self.manager, estate_id=self.estate_id, waiver_id=waiver_id, approve=True, at=at(7, 22)
        )
        return waiver_id

    def issue(self, month: Month, *, on: datetime | None = None) -> billing.IssuedRun:
        day = on or max(datetime(month.year, month.number, 1, 2, tzinfo=UTC), at(7, 21))
        return billing.issue_month(actor=self.finance, estate_id=self.estate_id, month=month, at=day)

    def pay_cash(self, home_id: int, bill_ids: list[int], yuan: str, *, on: datetime) -> int:
        return billing.take_cash(
            actor=self.finance,
            estate_id=self.estate_id,
            home_id=home_id,
            bill_ids=bill_ids,
            received=Money.parse(yuan),
            payer_name="李某",
            at=on,
        )

    def credit_note(self, bill_id: int, yuan: str, *, reason: str = "误开", on: datetime) -> None:
        """Take an amount off a bill: finance asks, the manager approves."""
        correction_id = billing.ask_credit_note(
            actor=self.finance,
            estate_id=self.estate_id,
            bill_id=bill_id,
            amount=Money.parse(yuan),
            reason=reason,
            at=on,
        )
        billing.decide_credit_note(
            actor=self.manager, estate_id=self.estate_id, correction_id=correction_id, approve=True, at=on
        )

    def cancel(self, payment_id: int, *, reason: str = "输错金额", on: datetime) -> None:
        """Take back cash that was entered by mistake: finance asks, the manager approves."""
        cancellation_id = payments.ask_cancellation(
            actor=self.finance, estate_id=self.estate_id, payment_id=payment_id, reason=reason, at=on
        )
        payments.decide_cancellation(
            actor=self.manager, estate_id=self.estate_id, cancellation_id=cancellation_id, approve=True, at=on
        )

    def give_back(
        self, home_id: int, yuan: str, *, on: datetime, receiver: str = "农秀兰", is_former_owners: bool = False
    ) -> None:
        """Pay credit out to who paid it: finance asks, the manager approves."""
        give_back_id = billing.ask_give_back(
            actor=self.finance,
            estate_id=self.estate_id,
            home_id=home_id,
            amount=Money.parse(yuan),
            way="cash",
            receiver=receiver,
            reason="房屋已出售",
            is_former_owners=is_former_owners,
            at=on,
        )
        billing.decide_give_back(
            actor=self.manager, estate_id=self.estate_id, give_back_id=give_back_id, approve=True, at=on
        )

    def resident(self, home_id: int, *, user_id: int = 501) -> Actor:
        return Actor(kind=ActorKind.RESIDENT, name="李某", user_id=user_id, homes={(self.estate_id, home_id): WHOLE})

    def bills(self, home_id: int | None = None) -> list[Bill]:
        found = Bill.objects.filter(estate_id=self.estate_id).order_by("home_id", "month", "item")
        return list(found.filter(home_id=home_id) if home_id else found)

    def credit(self, home_id: int) -> int:
        row = HomeCredit.objects.filter(estate_id=self.estate_id, home_id=home_id).first()
        return row.balance_fen if row else 0


def make_world(state: str = "in_force", begins: date = BEGINS, ends: date = date(2025, 7, 21)) -> World:
    number = next(_numbers)
    street, _ = Division.objects.get_or_create(
        code=f"9{number:08}", defaults={"name": "测试街道", "level": "street_office"}
    )
    estate = Estate.objects.create(
        code=f"T{number:05}",
        name="测试花园",
        street_office=street,
        state="mandated",
        public_key=f"TEST{number:06}",
        created_at=at(7, 1),
    )
    with scope.everything():
        mandate = Mandate.objects.create(
            estate_id=estate.id,
            principal_id=1,
            principal_name="测试街道办",
            company_id=2,
            company_name="测试公司",
            contract_basis="street_office",
            document_id=kept_paper(estate.id),
            put_in_force_by=12,
            fee_mode="lump_sum",
            document_number="测〔2022〕1号",
            state=state,
            starts_on=begins,
            ends_before=ends,
            created_at=at(7, 1),
        )
        building = Building.objects.create(estate_id=estate.id, name="1栋", sort_key="0001")
    return World(
        estate_id=estate.id,
        mandate_id=mandate.id,
        building_id=building.id,
        finance=staff(estate.id, user_id=11, name="Wen"),
        manager=staff(estate.id, user_id=12, name="Lu"),
    )


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Give an estate in force since 2022-07-21, its rows visible for the whole test."""
    made = make_world()
    with scope.estate(made.estate_id):
        yield made


def write_note(bill: Bill, fen: int, *, on: datetime, reason: str = "-") -> None:
    """Write a credit note straight into the tables, with the two people that it rests on, and nothing else."""
    correction = Correction.objects.create(
        estate_id=bill.estate_id,
        bill=bill,
        amount_fen=fen,
        reason=reason,
        state="approved",
        asked_by=11,
        asked_by_name="Wen",
        asked_at=on,
        decided_by=12,
        decided_by_name="Lu",
        decided_at=on,
    )
    CreditNote.objects.create(
        estate_id=bill.estate_id, bill=bill, correction=correction, amount_fen=fen, reason=reason, written_at=on
    )


def journal(estate_id: int, account: int) -> int:
    """Return an account's balance over all funds, in fen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(amount_fen), 0) FROM ledger_line WHERE estate_id = %s AND account = %s",
            [estate_id, account],
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def transfer_account(db: None) -> None:
    """Name the account for transfers, in a transaction of its own before the estate's: ask for it first."""
    name_account()
