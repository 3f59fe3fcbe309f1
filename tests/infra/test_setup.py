"""Migrations run as the tables' owner, whom row-level security binds like everybody."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from laoyou.infra import scope
from laoyou.infra.postgres.setup import AS_OWNER
from tests.billing.conftest import make_world

COUNT = """
import django
django.setup()
from laoyou.system.places.models import Home
print(Home.objects.count())
"""


def homes_seen(environment: dict[str, str]) -> int:
    said = subprocess.run([sys.executable, "-c", COUNT], env=environment, check=True, capture_output=True, text=True)
    return int(said.stdout)


@pytest.mark.usefixtures("committing_database")
def test_a_migration_sees_the_rows_of_every_estate() -> None:
    for _ in range(2):
        with scope.everything():
            make_world().home()
    assert homes_seen(os.environ | AS_OWNER) == 2
    without = {name: value for name, value in AS_OWNER.items() if name != "PGOPTIONS"}
    assert homes_seen(os.environ | without) == 0
