"""Companies, street offices, communities, committees, the bureau."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.errors import DivisionMissing, NameMissing, NotACompany, OrganisationExists, UnknownKind
from laoyou.system.people.models import Organisation
from laoyou.system.people.rules.roles import ORGANISATION_KINDS
from laoyou.system.people.rules.telephones import normal_telephone
from laoyou.system.places import queries as places

LONGEST_NAME = 80
COMPANY = "company"


def add_organisation(
    *, actor: Actor, name: str, kind: str, division_code: str, at: datetime, telephone: str = ""
) -> int:
    """Add an organisation and return its id. A street office needs its part of the city.

    The city's administrator adds them: what an organisation is decides what its people may see.
    Raises: NameMissing, UnknownKind, DivisionMissing, OrganisationExists, NotATelephone.
    """
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameMissing(most=LONGEST_NAME)
    if kind not in ORGANISATION_KINDS:
        raise UnknownKind
    number = normal_telephone(telephone)
    with scope.estate(0):
        actor.require(Right.MANAGE_ORGANISATIONS, 0)
        row = Organisation(name=called, kind=kind, division_id=_division(kind, division_code.strip()), telephone=number)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise OrganisationExists(name=called) from None
        audit.record(
            "people.organisation_added",
            actor=actor,
            estate_id=0,
            at=at,
            subject="organisation",
            subject_id=row.id,
            name=called,
        )
    return row.id


def let_keep_merchant_account(*, actor: Actor, organisation_id: int, at: datetime) -> None:
    """Let one company keep the merchant account, and with it the reconciliation; whoever kept it before no longer does.

    The city's administrator says so, because its bank lines and bills tell of payers in the estates of all companies.
    Raises: NotACompany. To name the same one again changes nothing.
    """
    with scope.estate(0):
        actor.require(Right.MANAGE_ORGANISATIONS, 0)
        known = {row.id: row for row in Organisation.objects.select_for_update().filter(kind=COMPANY).order_by("id")}
        row = known.get(organisation_id)
        if row is None:
            raise NotACompany
        if row.keeps_merchant_account:
            return
        Organisation.objects.filter(keeps_merchant_account=True).update(keeps_merchant_account=False)
        Organisation.objects.filter(id=organisation_id).update(keeps_merchant_account=True)
        audit.record(
            "people.merchant_account_kept",
            actor=actor,
            estate_id=0,
            at=at,
            subject="organisation",
            subject_id=organisation_id,
            name=row.name,
        )


def _division(kind: str, code: str) -> int | None:
    if not code:
        if kind == "street_office":
            raise DivisionMissing
        return None
    try:
        return places.division_by_code(code).id
    except NotFound:
        raise DivisionMissing from None
