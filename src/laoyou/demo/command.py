"""What `laoyou` asks of the demo: load the city, and say who can sign in."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from random import Random

from django.db import connection

from laoyou.demo.city import district, xiushan
from laoyou.demo.city.cast import engage
from laoyou.demo.city.personas import introduce, known_personas
from laoyou.demo.city.story import MONTHS, NOW, SEED
from laoyou.demo.gateway.keys import hand_over, prepare
from laoyou.infra.home import Home
from laoyou.system.billing import use_cases as billing


def load_demo(_arguments: Sequence[str] = ()) -> None:
    """Tell the whole story to an empty database."""
    began = time.monotonic()
    random = Random(SEED)  # noqa: S311 a story, not a secret
    _open_channels()
    cast = engage()
    told = xiushan.tell(cast, random)
    introduce(cast, told.estate_id)
    served = [told.estate_id]
    for estate in district.small_estates(random):
        served.append(district.tell(cast, estate, random))
    for estate_id in served:
        billing.refresh_figures(estate_id=estate_id, since=MONTHS[0], at=NOW)
    _forget_jobs()
    sys.stdout.write(f"laoyou: the demo city stands, in {time.monotonic() - began:.0f} s\n")


def _open_channels() -> None:
    """Give the application the stand-in gateway's keys: orders are opened only on channels that are set up."""
    home = Home.from_environment().path
    prepare(home / "gateway")
    hand_over(home / "gateway", home / "keys", address="http://127.0.0.1")


def _forget_jobs() -> None:
    """Drop what the story left for the worker: its messages and prepay questions are a matter of days long gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def print_personas(_arguments: Sequence[str] = ()) -> None:
    """Print a login for each persona."""
    for persona in known_personas():
        sys.stdout.write(f"  {persona.who:<28} {persona.where:<10} {persona.login}\n")
