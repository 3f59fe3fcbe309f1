"""`laoyou administrator LOGIN --name NAME --bureau NAME`, inside Django: whoever has the machine names the city's."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra import clock
from laoyou.infra.actor import Actor, system
from laoyou.system.people import queries, use_cases
from laoyou.system.people.rules.roles import Role

BUREAU = "housing_bureau"


def add_administrator(arguments: Sequence[str]) -> int:
    """Add the login with the administrator's role at the bureau, and print its first password, which holds once."""
    parser = argparse.ArgumentParser(prog="laoyou administrator")
    parser.add_argument("login")
    parser.add_argument("--name", required=True)
    parser.add_argument("--bureau", required=True)
    asked = parser.parse_args(arguments)
    at, password = clock.now(), "-".join(secrets.token_hex(2) for _ in range(4))
    try:
        with transaction.atomic():
            _add(asked.login, asked.name, asked.bureau, password, at)
    except Refusal as refusal:
        sys.stderr.write(f"laoyou: {refusal}\n")
        return 1
    sys.stdout.write(f"laoyou: {asked.login} may sign in at /ops/ with the password {password}\n")
    return 0


def _add(login: str, name: str, bureau: str, password: str, at: datetime) -> None:
    author = system("laoyou administrator")
    organisation_id = _bureau(author, bureau.strip(), at)
    user_id = use_cases.add_staff(
        actor=author, organisation_id=organisation_id, login=login, name=name, password=password, at=at
    )
    use_cases.give_role(
        actor=author,
        user_id=user_id,
        organisation_id=organisation_id,
        role=Role.ADMINISTRATOR.value,
        starts_on=city_day(at),
        at=at,
    )


def _bureau(author: Actor, name: str, at: datetime) -> int:
    known = queries.organisations_for(actor=author, kind=BUREAU)
    found = next((row.id for row in known if row.name == name), None)
    if found is not None:
        return found
    return use_cases.add_organisation(actor=author, name=name, kind=BUREAU, division_code="", at=at)
