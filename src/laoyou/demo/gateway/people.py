"""WeChat's other side: it says who somebody is for an app, and opens a payment over the app's page.

Written from the protocol alone. Who comes is told by a cookie of this stand-in, as WeChat itself knows its own user.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.store import Store, Trade
from laoyou.demo.gateway.web import Asked, Reply

PAGE, API, BRIDGE = "/connect/oauth2/authorize", "/sns/oauth2/access_token", "/bridge"
SIGNED = ("appId", "timeStamp", "nonceStr", "package")
MOST_CODES = 1000
_COOKIE = re.compile(r"(?:^|;\s*)person=(o[0-9A-Za-z]{20,40})")


@dataclass
class WechatPeople:
    keys: GatewayKeys
    store: Store
    codes: dict[str, str] = field(default_factory=dict)

    def page(self, asked: Asked) -> Reply:
        """Lead whoever comes straight back to the app, with a code that is good once (scope snsapi_base)."""
        given = asked.parameters()
        back = given.get("redirect_uri", "")
        wanted = (given.get("appid"), given.get("response_type"), given.get("scope"))
        if wanted != (self.keys.appid, "code", "snsapi_base") or urlsplit(back).scheme not in ("http", "https"):
            return Reply(400, "redirect_uri 参数错误".encode())
        known = _COOKIE.search(asked.headers.get("cookie", ""))
        person = known[1] if known else f"o{secrets.token_hex(13)}"
        code = secrets.token_hex(16)
        if len(self.codes) >= MOST_CODES:
            self.codes.clear()
        self.codes[code] = person
        told = urlencode({"code": code, "state": given.get("state", "")})
        sign = "&" if urlsplit(back).query else "?"
        cookie = f"person={person}; Path=/; HttpOnly; SameSite=Lax"
        return Reply(302, headers={"location": f"{back}{sign}{told}", "set-cookie": cookie})

    def answer(self, asked: Asked) -> Reply:
        """Tell the app whose code it is, once."""
        given = asked.parameters()
        if (given.get("appid"), given.get("secret")) != (self.keys.appid, self.keys.appsecret):
            return _json({"errcode": 40125, "errmsg": "invalid appsecret"})
        person = self.codes.pop(given.get("code", ""), "")
        if not person or given.get("grant_type") != "authorization_code":
            return _json({"errcode": 40029, "errmsg": "invalid code"})
        return _json({"access_token": secrets.token_hex(32), "expires_in": 7200, "openid": person})

    def open_over_the_page(self, asked: Asked, pay: Callable[[Trade], None]) -> Reply:
        """Do what `getBrandWCPayRequest` does once the payer confirms: pay what the merchant has signed for."""
        try:
            said = json.loads(asked.body)
            message = "".join(f"{said[name]}\n" for name in SIGNED).encode()
            signature = base64.b64decode(said["paySign"], validate=True)
            self.keys.merchant_key.verify(signature, message, PKCS1v15(), SHA256())
        except (ValueError, KeyError, TypeError, InvalidSignature):
            return _json({"err_msg": "get_brand_wcpay_request:fail"})
        trade = self.store.by_token(str(said["package"]).removeprefix("prepay_id="))
        is_ours = (said["appId"], said.get("signType")) == (self.keys.appid, "RSA")
        if not is_ours or trade is None or trade.trade != "jsapi" or trade.state != "waiting":
            return _json({"err_msg": "get_brand_wcpay_request:fail"})
        pay(trade)
        return _json({"err_msg": "get_brand_wcpay_request:ok"})


def _json(told: dict[str, object]) -> Reply:
    return Reply(200, json.dumps(told).encode(), "application/json")
