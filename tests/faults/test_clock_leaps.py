"""A machine's clock that leaps: nothing is billed twice or left out, nothing ends early, the calendar goes on."""

from __future__ import annotations

import contextlib
import glob
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry

from laoyou.cli.children import Child
from laoyou.core.calendar import Month
from laoyou.infra import clock, leaps, scope
from laoyou.infra.jobs import app
from laoyou.system.billing import queries as billing_queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.arrears.models import ReminderBatch
from laoyou.system.billing.errors import MonthNotBegun
from laoyou.system.billing.models import Bill, Run
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.models import Entry, LogCheckpoint, LogLeaf
from laoyou.system.mandates.jobs import settle_terms
from laoyou.system.mandates.models import Mandate
from tests import personas
from tests.billing.conftest import World, make_world
from tests.faults.installation import becomes_true

pytestmark = pytest.mark.fault

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob("/usr/lib/faketime/libfaketimeMT.so.1")
BEFORE_MIDNIGHT = datetime(2022, 12, 31, 15, 59, 45, tzinfo=UTC)
DECEMBER, JANUARY = Month(2022, 12), Month(2023, 1)
NIGHTLY = ("ledger.log_books", "billing.look_for_arrears", "laoyou.system.mandates.jobs.settle_terms")
DAY_S = 86_400


# --- the calendar of the worker


@dataclass
class Clocks:
    wall_s: float = 1_700_000_000.0
    steady_s: float = 0.0

    def go(self, seconds: float, *, leap: float = 0) -> None:
        self.wall_s += seconds + leap
        self.steady_s += seconds


def deferrer(clocks: Clocks | None) -> PeriodicDeferrer:
    """Return the worker's calendar with a task of each minute and one of each night; with clocks, it watches them."""
    registry = PeriodicRegistry()
    for task, cron in (("minutely", "* * * * *"), ("nightly", "23 16 * * *")):
        known: Any = type("Task", (), {"name": task})()
        registry.register_task(task=known, cron=cron, periodic_id="", configure_kwargs={})
    if clocks is not None:
        registry.periodic_tasks = leaps.Calendar(
            registry.periodic_tasks, wall=lambda: clocks.wall_s, steady=lambda: clocks.steady_s
        )
    return PeriodicDeferrer(registry)


def due(deferring: PeriodicDeferrer, clocks: Clocks) -> list[str]:
    return [task.task.name for task, _ in deferring.get_previous_tasks(at=clocks.wall_s)]


def test_the_calendar_catches_up_with_no_leap_forward_and_is_not_silent_after_a_leap_back() -> None:
    clocks = Clocks()
    calendar = deferrer(clocks)
    assert due(calendar, clocks) == ["minutely"]
    clocks.go(60)
    assert due(calendar, clocks) == ["minutely"]
    clocks.go(60, leap=31 * DAY_S)
    assert due(calendar, clocks) == ["minutely"]
    clocks.go(60, leap=-31 * DAY_S)
    assert due(calendar, clocks) == ["minutely"]
    of_a_day = []
    for _ in range(24 * 60):
        clocks.go(60)
        of_a_day += due(calendar, clocks)
    assert (of_a_day.count("minutely"), of_a_day.count("nightly")) == (24 * 60, 1)


def test_without_the_watch_it_would_queue_a_month_of_minutes_and_then_be_silent_for_a_month() -> None:
    clocks = Clocks()
    calendar = deferrer(None)
    due(calendar, clocks)
    clocks.go(60, leap=31 * DAY_S)
    assert len(due(calendar, clocks)) > 31 * 1440
    clocks.go(60, leap=-31 * DAY_S)
    for _ in range(30):
        clocks.go(DAY_S)
        assert due(calendar, clocks) == []


def test_small_corrections_of_the_clock_are_no_leap() -> None:
    clocks = Clocks()
    calendar = deferrer(clocks)
    due(calendar, clocks)
    for _ in range(10):
        clocks.go(60, leap=-20)
        due(calendar, clocks)
    assert len(calendar.last_defers) == 1


# --- one job by itself


@pytest.mark.django_db
def test_a_job_waits_for_as_long_as_the_clocks_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    right, waited = clock.real_now, list[float]()

    def wait(_: object, seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            monkeypatch.setattr(clock, "real_now", right)

    leaps.wait_for_a_right_clock()
    for off in (timedelta(days=31), timedelta(days=-31), timedelta(minutes=2)):
        waited.clear()
        monkeypatch.setattr(clock, "real_now", lambda off=off: right() + off)
        monkeypatch.setattr(leaps.threading.Event, "wait", wait)
        leaps.wait_for_a_right_clock()
        assert len(waited) == 3


@pytest.mark.django_db
def test_a_job_that_did_not_wait_would_end_a_mandate_before_its_term(settings: Any) -> None:
    """The twin: what the nightly job does at once when its clock is a month ahead."""
    settings.CLOCK_OFFSET_S = offset_s()
    world = make_world(ends=date(2023, 1, 20))
    settle_terms(timestamp=0)
    assert state_of(world) == "in_force"
    settings.CLOCK_OFFSET_S = offset_s() + 31 * DAY_S
    settle_terms(timestamp=0)
    assert state_of(world) == "ended"


# --- the worker's whole process


class Worker:
    """The worker under a clock of its own: `leap` moves it while it runs."""

    def __init__(self, folder: Path, url: str, offset: int) -> None:
        self.file = folder / "clock"
        self.leap("+0")
        self.watched, self.held = os.pipe()
        environment = {
            "DATABASE_URL": url,
            "LAOYOU_CLOCK_OFFSET_S": str(offset),
            "LD_PRELOAD": LIBRARIES[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        self.child = Child("worker", folder, self.watched, environment)

    def leap(self, by: str) -> None:
        half = self.file.with_suffix(".new")
        half.write_text(by)
        half.replace(self.file)

    @contextlib.contextmanager
    def running(self) -> Iterator[Worker]:
        self.child.start()
        try:
            yield self
        finally:
            self.child.stop()
            os.close(self.held)
            os.close(self.watched)


def offset_s() -> int:
    return round((BEFORE_MIDNIGHT - datetime.now(UTC)).total_seconds())


def state_of(world: World) -> str:
    with scope.estate(world.estate_id):
        return Mandate.objects.get(id=world.mandate_id).state


def queue_everything(city: personas.City) -> None:
    """Ask for each month's bills and for the nightly jobs, as a person does and the calendar, again and again."""
    finance = city.actor("finance", clock.now())
    for month in (DECEMBER, JANUARY):
        with contextlib.suppress(MonthNotBegun):
            billing.start_issue(actor=finance, estate_id=city.estate_id, month=month, at=clock.now())
    for task in NIGHTLY:
        with contextlib.suppress(exceptions.AlreadyEnqueued):
            app.configure_task(task, queueing_lock=task).defer(timestamp=int(clock.real_now().timestamp()))


def is_quiet() -> bool:
    """Say whether nothing waits and nothing runs but what the calendar does every minute."""
    return not ProcrastinateJob.objects.filter(
        status__in=["todo", "doing"], task_name__in=[*NIGHTLY, "billing.issue_month", "billing.look_after_arrears"]
    ).exists()


def issued(city: personas.City) -> dict[date, int]:
    with scope.estate(city.estate_id):
        months = list(Bill.objects.values_list("month", flat=True))
    return {month: months.count(month) for month in months}


@pytest.mark.skipif("LAOYOU_PAYERS" not in os.environ, reason="a long run: make faults")
@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed: apt-get install libfaketime")
def test_a_worker_whose_clock_leaps_bills_no_month_twice_and_leaves_none_out(
    committing_database: str, tmp_path: Path, settings: Any
) -> None:
    settings.CLOCK_OFFSET_S = offset_s()
    city = personas.build()
    ends_soon = make_world(ends=date(2023, 1, 20))
    worker = Worker(tmp_path, committing_database, django_settings.CLOCK_OFFSET_S)
    with worker.running():
        queue_everything(city)
        assert becomes_true(is_quiet, within_s=90), (tmp_path / "worker.log").read_text()
        assert issued(city)[DECEMBER.first] > 0
        for leap in ("+31d", "-31d", "+62d", "-400d", "+366d"):
            before = issued(city)
            worker.leap(leap)
            time.sleep(1)
            queue_everything(city)
            time.sleep(3)
            assert issued(city) == before, "billed by a clock that is wrong"
            assert not is_quiet(), (tmp_path / "worker.log").read_text()
            assert state_of(ends_soon) == "in_force"
        worker.leap("+0")
        assert becomes_true(is_quiet, within_s=90), (tmp_path / "worker.log").read_text()
        queue_everything(city)
        assert becomes_true(is_quiet, within_s=90), (tmp_path / "worker.log").read_text()
    assert clock.now() > BEFORE_MIDNIGHT + timedelta(seconds=15), "the new year has not begun"
    failed = list(ProcrastinateJob.objects.filter(status__in=["failed", "aborted"]).values_list("task_name", flat=True))
    assert failed == [], (tmp_path / "worker.log").read_text()
    assert state_of(ends_soon) == "in_force"
    with scope.estate(city.estate_id):
        assert sorted(Run.objects.values_list("month", flat=True)) == [DECEMBER.first, JANUARY.first]
        homes = Bill.objects.values("home_id").distinct().count()
        assert issued(city) == {DECEMBER.first: homes, JANUARY.first: homes}
        steps = list(ReminderBatch.objects.filter(state="proposed").values_list("step", flat=True))
        assert len(steps) == len(set(steps))
        assert LogLeaf.objects.filter(entry__isnull=False).count() == Entry.objects.count()
        sizes = list(LogCheckpoint.objects.values_list("size", flat=True))
        assert len(sizes) == len(set(sizes))
        assert billing_queries.proof(city.estate_id) == []
        assert ledger.proof(city.estate_id) == []
        dates = set(Entry.objects.values_list("posted_on", flat=True))
        assert dates <= {date(2022, 12, 31), date(2023, 1, 1)}
