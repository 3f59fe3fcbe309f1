"""Whatever is thrown at the door of notifications: never a server error, never a change, never a call out."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.infra import scope
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import Payment
from laoyou.system.payments.providers import doors, wire
from laoyou.system.payments.providers.provider import Told
from tests.payments.gateways import CHANNELS, every_channel, now, paid
from tests.payments.standin import Postbox, StandIn

HEADERS = st.dictionaries(
    st.sampled_from(
        ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature", "Content-Type", "X"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)
SLOWLY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


def _no_call(*_: object, **__: object) -> Any:
    raise AssertionError("a notification made us call out")


@pytest.fixture
def genuine(standin: StandIn, box: Postbox) -> dict[str, tuple[dict[str, str], bytes]]:
    found = {}
    for channel in CHANNELS:
        box.received.clear()
        _, _, headers, body = paid(channel, standin, box)
        found[channel] = (headers, body)
    return found


@every_channel
@settings(max_examples=250, **SLOWLY)  # type: ignore[arg-type]
@given(data=st.data())
def test_no_notification_whatever_breaks_the_reader(
    genuine: dict[str, tuple[dict[str, str], bytes]], channel: str, data: st.DataObject
) -> None:
    headers, body = genuine[channel]
    at = data.draw(st.integers(0, len(body)))
    junk = data.draw(st.binary(max_size=40))
    bodies = st.sampled_from([junk, body[:at] + junk + body[at + len(junk) :], body[:at], body])
    given_headers = headers | data.draw(HEADERS)
    try:
        told = doors.provider_for(channel).read_notification(given_headers, data.draw(bodies), at=now())
    except NotificationRefused:
        return
    assert isinstance(told, Told)


@pytest.mark.django_db
@every_channel
@settings(max_examples=60, **SLOWLY)  # type: ignore[arg-type]
@given(headers=HEADERS, body=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_the_door_answers_anything_without_an_error_of_its_own(
    standin: StandIn, channel: str, headers: dict[str, str], body: bytes
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wire, "call", _no_call)
        answer = Client(raise_request_exception=True).generic(
            "POST",
            reverse("api:payment_notification", kwargs={"channel": channel}),
            body,
            headers={name: value for name, value in headers.items() if name != "Content-Type"},
        )
    assert answer.status_code == 400
    with scope.everything():
        assert not Payment.objects.exists()


@every_channel
def test_a_flood_is_refused_in_little_memory(standin: StandIn, channel: str) -> None:
    body = b"[" * 40_000_000
    tracemalloc.start()
    with pytest.raises(NotificationRefused, match="size"):
        doors.provider_for(channel).read_notification({}, body, at=now())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000


@every_channel
def test_deep_nesting_is_refused(standin: StandIn, channel: str) -> None:
    for body in (b"[" * 60_000, b'{"resource":' * 5_000, b"a=1&" * 15_000):
        with pytest.raises(NotificationRefused):
            doors.provider_for(channel).read_notification({}, body, at=now())
