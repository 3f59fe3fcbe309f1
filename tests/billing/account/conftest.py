from __future__ import annotations

from pathlib import Path

import pytest

from laoyou.demo.gateway.keys import hand_over, prepare


@pytest.fixture(scope="session")
def merchants_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of a merchant, so that residents may open orders; no gateway runs, and none is asked."""
    home = tmp_path_factory.mktemp("merchant")
    prepare(home / "gateway")
    hand_over(home / "gateway", home / "keys", address="http://127.0.0.1:9")
    return home


@pytest.fixture
def ready_channels(merchants_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAOYOU_HOME", str(merchants_keys))
