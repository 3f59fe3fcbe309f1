"""The pages of conversations: the resident's, the desk's, and what they ask for meanwhile."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.personas import TODAY, City


@pytest.mark.django_db
def test_two_people_talk_and_a_request_is_made_of_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laoyou.infra.clock.now", lambda: TODAY)
    owner, desk = city.signed_in("owner"), city.signed_in("desk")
    assert "开始咨询" in owner.get(reverse("resident:talk")).content.decode()
    owner.post(reverse("resident:begin_talk"))
    page = owner.get(reverse("resident:talk")).content.decode()
    assert "转人工" in page
    talk = int(re.findall(r'data-chat="(\d+)"', page)[0])
    where = {"estate_id": city.estate_id, "conversation_id": talk}
    said = {"client_id": "a1", "text": "厨房水管漏水了", "kind": "text"}
    for _ in range(2):
        assert owner.post(reverse("resident:talk_say", kwargs=where), said).status_code == 200
    empty = owner.post(reverse("resident:talk_say", kwargs=where), {"client_id": "a2", "text": " "})
    assert (empty.status_code, "写点什么" in empty.json()["sentence"]) == (422, True)
    owner.post(reverse("resident:talk_act", kwargs=where), {"act": "person"})

    desk.post(reverse("operations:talk_shift"))
    inbox = desk.get(reverse("operations:talks"), {"view": "waiting"}).content.decode()
    assert "厨房水管漏水了" in inbox
    desk.post(reverse("operations:talk_act", kwargs=where), {"act": "take"})
    desk.post(reverse("operations:talk_act", kwargs=where), {"act": "request"})
    shown = desk.get(reverse("operations:talks"), {"talk": f"{city.estate_id}-{talk}"}).content.decode()
    assert "转诉求" in shown
    assert re.search(r"S\d{4}-\d{6}", shown)
    heard = owner.get(reverse("resident:talk_heard", kwargs=where), {"after": "0"}).json()
    words = "".join(each["html"] for each in heard["messages"])
    assert words.count("厨房水管漏水了") == 1
    assert re.search(r"S\d{4}-\d{6}", words)
    assert [each["client_id"] for each in heard["messages"] if each["client_id"] == "a1"] == ["a1"]
    assert heard["state"] == "talking"
    assert owner.get(reverse("resident:talk_heard", kwargs=where), {"after": heard["last"]}).json()["messages"] == []

    owner.post(reverse("resident:talk_act", kwargs=where), {"act": "end"})
    owner.post(reverse("resident:talk_act", kwargs=where), {"act": "rate", "rating": "5"})
    figures = desk.get(reverse("operations:talk_figures"), {"day": "2022-12-30"}).content.decode()
    assert "n = 1" in figures


@pytest.mark.django_db
def test_nobody_else_hears_a_talk(city: City) -> None:
    city.signed_in("owner").post(reverse("resident:begin_talk"))
    page = city.signed_in("owner").get(reverse("resident:talk")).content.decode()
    talk = int(re.findall(r'data-chat="(\d+)"', page)[0])
    where = {"estate_id": city.estate_id, "conversation_id": talk}
    for who, name in (
        ("stranger", "resident"),
        ("tenant", "resident"),
        ("finance", "operations"),
        ("rival", "operations"),
    ):
        assert city.signed_in(who).get(reverse(f"{name}:talk_heard", kwargs=where)).status_code == 404
