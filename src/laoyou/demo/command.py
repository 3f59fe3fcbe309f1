"""What `laoyou` asks of the demo: load the city, and say who can sign in."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Sequence
from multiprocessing import get_context
from random import Random

from django.db import connection

from laoyou.demo.city import (
    channels,
    dispatching,
    district,
    facilities,
    field,
    metered,
    money_back,
    reconciled,
    reminders,
    requests,
    second_person,
    surveying,
    turn_of_year,
    xiushan,
    year_end,
)
from laoyou.demo.city.cast import Cast, engage
from laoyou.demo.city.personas import introduce, known_personas
from laoyou.demo.city.planning import plan
from laoyou.demo.city.story import MONTHS, NOW, SEED
from laoyou.demo.gateway.keys import hand_over, prepare
from laoyou.infra.home import Home
from laoyou.system.billing import use_cases as billing
from laoyou.system.ledger import queries as ledger_queries
from laoyou.system.ledger import use_cases as ledger


def load_demo(_arguments: Sequence[str] = ()) -> None:
    """Tell the whole story to an empty database."""
    began = time.monotonic()
    _open_channels()
    cast = engage()
    connection.close()  # each of the two tellers opens its own
    around = get_context("fork").Process(target=_tell_district, args=(cast,))
    around.start()
    told = xiushan.tell(cast, Random(SEED))  # noqa: S311 a story, not a secret
    introduce(cast, told.estate_id)
    reminders.tell_first(cast, told.estate_id, Random(SEED + 2))  # noqa: S311 a story, not a secret
    turn_of_year.tell(cast, told.estate_id, Random(SEED + 3))  # noqa: S311 a story, not a secret
    second_person.tell(cast, told.estate_id)
    metered.offer(cast, told.estate_id)
    requests.tell(cast, told.estate_id)
    plan(cast, told.estate_id)
    money_back.pay_twice(cast, told.estate_id)
    around.join()
    if around.exitcode:
        raise SystemExit("laoyou: the district around the first estate could not be told")
    cast.renew()
    _tell_of_the_centre(cast, told.estate_id)
    billing.refresh_figures(estate_id=told.estate_id, since=MONTHS[0], at=NOW)
    _sign_the_logs()
    _forget_jobs()
    sys.stdout.write(f"laoyou: the demo city stands, in {time.monotonic() - began:.0f} s\n")


def _tell_of_the_centre(cast: Cast, first_estate: int) -> None:
    """Tell what needs all estates: the channels' days, money that goes back by them, costs shared, the year settled."""
    store = channels.gateway_store()
    channels.remember_payments(cast, store)
    money_back.tell(cast, first_estate, store)
    keys = prepare(Home.from_environment().path / "gateway")
    reconciled.tell(cast, first_estate, store, keys)
    year_end.tell(cast, first_estate)
    field.tell(cast, first_estate)
    surveying.tell(cast, first_estate, Random(SEED + 8))  # noqa: S311 a story, not a secret
    facilities.tell(cast, first_estate, Random(SEED + 7))  # noqa: S311 a story, not a secret
    dispatching.tell(cast, first_estate)


def _tell_district(cast: Cast) -> None:
    """Tell the small estates, beside the first one: they share nothing but who acts."""
    random = Random(SEED + 1)  # noqa: S311 a story, not a secret
    estates = district.small_estates(random)
    with_meters = district.with_meters(estates)
    for estate in estates:
        estate_id = district.tell(cast, estate, random)
        if estate is with_meters:
            metered.tell(cast, estate, estate_id)
        if estate.state in ("mandated", "contracted"):
            reminders.tell_small(cast, estate_id, Random(SEED + estate_id))  # noqa: S311 a story, not a secret
            requests.tell_small(estate_id, Random(SEED + estate_id))  # noqa: S311 a story, not a secret
        billing.refresh_figures(estate_id=estate_id, since=MONTHS[0], at=NOW)


def _sign_the_logs() -> None:
    """Do what the calendar would have done last night: log every estate's books, then the city's list of them."""
    for estate_id in ledger_queries.estates_to_log():
        ledger.log_estate(estate_id=estate_id, at=NOW)
    ledger.log_city(at=NOW)


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
    personas = known_personas()
    widest = max(_columns(persona.who) for persona in personas)
    for persona in personas:
        padding = " " * (widest - _columns(persona.who))
        sys.stdout.write(f"  {persona.who}{padding}  {persona.where:<6}  {persona.login}\n")


def _columns(text: str) -> int:
    """Return how many columns of a terminal the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
