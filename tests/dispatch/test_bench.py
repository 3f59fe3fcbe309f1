"""The planner's bench in its short form: that it runs, that it finds a good plan, and that its own checks work."""

import pytest

from tests.bench.dispatch import days, vrptw


def test_two_days_of_a_small_district_are_measured() -> None:
    lines = list(days.run(("hand", "cold", "urgent", "burst"), days.SHORT))
    assert len(lines) == 12
    assert lines[0].ratio < 0.8
    assert [line.ratio for line in lines if "rules broken" in line.figure or "had begun" in line.figure] == [0, 0, 0]


def test_a_known_instance_is_solved_to_within_a_tenth() -> None:
    assert vrptw.solved("R101", 1) <= 1.1 * vrptw.BEST["R101"]


def test_the_distance_of_wrong_routes_is_not_counted() -> None:
    instance = vrptw.read(vrptw.FOLDER / "C101.txt")
    routes = [list(range(first, first + 10)) for first in range(1, 101, 10)]
    with pytest.raises(AssertionError, match="too late"):
        vrptw.checked(instance, [routes[0][::-1], *routes[1:]])
    with pytest.raises(AssertionError, match="hold"):
        vrptw.checked(instance, [routes[0] + routes[1], *routes[2:]])
    with pytest.raises(AssertionError, match="missing"):
        vrptw.checked(instance, routes[1:])
