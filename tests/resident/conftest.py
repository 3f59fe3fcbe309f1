"""Fixtures of the residents' pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.personas import city

__all__ = ["city"]


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test browser ask for Chinese, as a telephone in Nanning does."""
    before = Client.__init__

    def ask(self: Client, *arguments: object, **named: object) -> None:
        before(self, *arguments, **{"HTTP_ACCEPT_LANGUAGE": "zh-Hans", **named})  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "__init__", ask)


@pytest.fixture
def gateways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer both gateways, though nobody asks them: what they answer is tested with payments."""
    monkeypatch.setattr("laoyou.system.payments.providers.doors.ready_channels", lambda: ["wechat", "alipay"])
