"""Paying over a page inside WeChat: who pays is learnt from WeChat and kept unreadable; what we sign WeChat accepts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import wechatpayv3.core as wechat_peer

from laoyou.infra import scope
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.models import Order, WechatPayer
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import ChannelDeclined, Standing, Way
from tests.payments.gateways import asked, now
from tests.payments.standin import StandIn
from tests.payments.world import AT, World

BACK = "http://127.0.0.1:9/pay/wechat/"
OPENID = "oSomebody0000000000000000000"


def code_of(standin: StandIn, state: str = "s1", *, cookie: str = "") -> str:
    """Go through WeChat's page as a browser does, and return the code that it leads back with."""
    way = doors.wechat_oauth().way_there(back=BACK, state=state)
    assert way.startswith(f"{standin.address}/connect/oauth2/authorize?")
    assert way.endswith("#wechat_redirect")
    answer = httpx.get(way, headers={"cookie": cookie}, trust_env=False)
    assert answer.status_code == 302
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert told["state"] == [state]
    return told["code"][0]


def test_a_code_is_good_once_and_for_the_apps_own_secret(standin: StandIn) -> None:
    oauth = doors.wechat_oauth()
    code = code_of(standin, cookie=f"person={OPENID}")
    assert oauth.openid_behind(code) == OPENID
    for wrong in (code, "nonsense", "", "x" * 200, "a b"):
        with pytest.raises(ChannelDeclined):
            oauth.openid_behind(wrong)
    assert oauth.secret not in repr(oauth)


@pytest.mark.django_db
def test_an_openid_is_kept_unreadable_and_is_its_own_users_for_this_app_alone(
    world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer_id = use_cases.learn_openid(actor=world.resident, code=code_of(standin, cookie=f"person={OPENID}"), at=AT)
    again = use_cases.learn_openid(actor=world.resident, code=code_of(standin, cookie=f"person={OPENID}"), at=AT)
    assert payer_id == again
    assert payer_id is not None
    row = WechatPayer.objects.get()
    assert OPENID.encode() not in bytes(row.sealed) + bytes(row.mark)
    assert queries.openid_of(actor=world.resident, payer_id=payer_id) == OPENID
    assert queries.openid_of(actor=world.daughter, payer_id=payer_id) == ""
    assert use_cases.learn_openid(actor=world.resident, code="used-or-made-up", at=AT) is None
    monkeypatch.setenv("LAOYOU_WECHAT_APPID", "wxanother")
    assert queries.openid_of(actor=world.resident, payer_id=payer_id) == ""
    order = world.order(way="jsapi", openid=OPENID, asks_channel=True)
    with scope.estate(world.estate_id):
        kept = Order.objects.values_list("prepay", flat=True).get(id=order.id)
    assert OPENID not in json.dumps(kept)


def test_what_opens_over_the_page_is_signed_as_the_library_signs_it_and_is_paid(standin: StandIn) -> None:
    ours: Any = doors.provider_for("wechat")
    order = asked(way=Way.JSAPI)
    bridge = dict(ours.ask(order, at=now()).bridge)
    library: Any = object.__new__(wechat_peer.Core)  # its own start asks the network
    library._private_key = ours.keys.private_key
    signed = [bridge[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
    assert bridge["paySign"] == library.sign(signed)
    changed = bridge | {"package": bridge["package"] + "0"}
    for said, word in ((changed, "fail"), (bridge, "ok"), (bridge, "fail")):
        answer = httpx.post(f"{standin.address}/bridge", json=said, trust_env=False).json()
        assert answer["err_msg"] == f"get_brand_wcpay_request:{word}"
    told = ours.query(order.number, at=now())
    assert (told.standing, told.amount_fen) == (Standing.PAID, 5181)
