from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.payments.counters import Counter
from tests.payments.standin import Postbox, StandIn, postbox
from tests.payments.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(scope="session")
def standin_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    standin = StandIn(tmp_path_factory.mktemp("standin"))
    standin.start()
    yield standin
    standin.stop()


@pytest.fixture
def standin(standin_process: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in gateway, with its merchant's keys where the application looks."""
    monkeypatch.setenv("LAOYOU_HOME", str(standin_process.home))
    return standin_process


@pytest.fixture
def own_standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in of the test's own: it knows no other test's orders, nor they what its certificate became."""
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    started = StandIn(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture(params=["wechat", "alipay"])
def counter(request: pytest.FixtureRequest, world: World, standin: StandIn, box: Postbox, settings: Any) -> Counter:
    settings.PAYMENT_NOTIFY_ADDRESS = box.address
    return Counter(world, standin, box, request.param)
