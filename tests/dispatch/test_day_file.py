"""A day as a file: what is wrong with it is said by its place, and the plan can be read by anybody."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from laoyou.system.dispatch.rules.day_file import WrongDay, day_of

EXAMPLE: dict[str, Any] = {
    "date": "2026-11-22",
    "crews": [
        {
            "id": "c1",
            "skills": ["plumbing"],
            "shift": ["08:00", "18:00"],
            "break": ["12:00", "13:30"],
            "start": [22.81, 108.36],
            "end": [22.81, 108.36],
            "mode": "ebike",
        }
    ],
    "jobs": [
        {
            "id": "j1",
            "at": [22.80, 108.35],
            "skill": "plumbing",
            "minutes": 40,
            "window": ["09:00", "10:30"],
            "due": "11:00",
            "priority": 2,
            "people": 1,
            "after": None,
            "locked": None,
        },
        {"id": "j2", "at": [22.80, 108.35], "skill": "lift", "minutes": 20},
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the example with the value at a place like jobs.0.window."""
    data: dict[str, Any] = json.loads(json.dumps(EXAMPLE))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    at: Any = data
    for step in way:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("date", "tomorrow", "date"),
        ("date", ..., "date"),
        ("crews", {}, "crews"),
        ("crews.0", "c1", "crews[0]"),
        ("crews.0.id", ..., "crews[0].id"),
        ("crews.0.skills", "plumbing", "crews[0].skills"),
        ("crews.0.shift", ["18:00", "08:00"], "crews[0].shift"),
        ("crews.0.break", ["07:00", "07:30"], "crews[0].break"),
        ("crews.0.start", [108.36, 22.81], "crews[0].start"),
        ("crews.0.start", [22.81], "crews[0].start"),
        ("crews.0.mode", "rocket", "crews[0].mode"),
        ("jobs.0.minutes", 0, "jobs[0].minutes"),
        ("jobs.0.minutes", 40.5, "jobs[0].minutes"),
        ("jobs.0.minutes", True, "jobs[0].minutes"),
        ("jobs.0.window", ["09:00", "25:00"], "jobs[0].window[1]"),
        ("jobs.0.due", "noon", "jobs[0].due"),
        ("jobs.0.priority", 9, "jobs[0].priority"),
        ("jobs.0.people", 0, "jobs[0].people"),
        ("jobs.0.after", "j9", "jobs[0].after"),
        ("jobs.0.after", "j1", "jobs[0].after"),
        ("jobs.0.locked", {"crew": "c9", "start": "09:10"}, "jobs[0].locked.crew"),
        ("jobs.0.locked", {"crew": "c1"}, "jobs[0].locked.start"),
        ("jobs.1.id", "j1", "jobs[1].id"),
        ("jobs.1.at", [float("nan"), 108.0], "jobs[1].at"),
        ("travel_min", [[0]], "travel_min"),
        ("travel_min", [[0] * 4, [0] * 4, [0] * 4, [0, 0, 0, -1]], "travel_min[3][3]"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(path: str, value: object, field: str) -> None:
    with pytest.raises(WrongDay) as refused:
        day_of(changed(path, value))
    assert refused.value.field == field


def test_jobs_that_wait_for_one_another_in_a_circle_are_refused() -> None:
    data = changed("jobs.0.after", "j2")
    data["jobs"][1]["after"] = "j1"
    with pytest.raises(WrongDay, match="circle"):
        day_of(data)


def test_minutes_of_travel_that_are_given_replace_our_own() -> None:
    rows = [[0, 0, 7, 9], [0, 0, 7, 9], [7.2, 7, 0, 1], [9, 9, 1, 0]]
    day = day_of({**EXAMPLE, "travel_min": rows})
    assert day.minutes_between(day.crews[0], day.jobs[0].place, day.crews[0].start_place) == 8
    assert day.minutes_between(day.crews[0], day.crews[0].start_place, day.jobs[1].place) == 9


def plan(*words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "laoyou.cli", "dispatch", "plan", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_the_command_prints_the_plan_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "day.json"
    file.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    done = plan(str(file), "--seconds", "0.2", "--seed", "3")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "routes": [{"crew": "c1", "stops": [{"job": "j1", "arrive": "08:12", "start": "09:00", "end": "09:40"}]}],
        "unassigned": [{"job": "j2", "why": "nobody on shift has this skill"}],
        "cost": {"travel_min": 24, "late_min": 0, "unassigned": 1},
        "violations": [],
    }


def test_an_empty_day_is_a_plan_without_stops() -> None:
    done = plan("-", "--seconds", "0.1", given='{"date": "2026-11-22", "crews": [], "jobs": []}')
    assert json.loads(done.stdout)["routes"] == []


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["-"], "{", "FILE: this is no JSON"),
        (["-"], "[]", "file: an object in braces is expected"),
        (["/nowhere/day.json"], None, "FILE: /nowhere/day.json can't be read"),
        (["-", "--seconds", "soon"], "{}", "--seconds: a number from 0.05 to 600 is expected"),
        (["-"], json.dumps(changed("jobs.0.window", ["9 am", "10:30"])), "jobs[0].window[0]: a time is expected"),
    ],
)
def test_the_command_refuses_with_one_line_and_ends_with_2(words: list[str], given: str | None, said: str) -> None:
    done = plan(*words, given=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
