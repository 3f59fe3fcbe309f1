"""Who pays inside WeChat: its page that asks nobody anything (scope `snsapi_base`), and the openid behind its code.

An openid is of one person at one app. The app's secret goes to WeChat only; code and openid stand in no log.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from laoyou.system.payments.providers import wire
from laoyou.system.payments.providers.keys import KeyFolder, KeysMissing
from laoyou.system.payments.providers.provider import ChannelDeclined, ChannelTrouble

REAL_PAGE = "https://open.weixin.qq.com"
REAL_ADDRESS = "https://api.weixin.qq.com"
_OPENID = re.compile(r"[0-9A-Za-z_-]{10,64}")
_CODE = re.compile(r"[0-9A-Za-z_-]{1,128}")


def open_oauth(folder: KeyFolder) -> WechatOauth:
    """Return WeChat's sign-in with the keys of this moment. Raises: KeysMissing, also without the app's secret."""
    return WechatOauth(
        appid=folder.text("appid.txt"),
        secret=folder.text("appsecret.txt"),
        page=_address(folder, "oauth_page.txt", REAL_PAGE),
        address=_address(folder, "oauth_address.txt", REAL_ADDRESS),
    )


@dataclass(frozen=True, slots=True)
class WechatOauth:
    appid: str
    secret: str = field(repr=False)
    page: str
    address: str
    transport: httpx.BaseTransport | None = None

    def way_there(self, *, back: str, state: str) -> str:
        """Return the address that leads the payer through WeChat and back, with a code and the same state."""
        asked = urlencode(
            {
                "appid": self.appid,
                "redirect_uri": back,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
            }
        )
        return f"{self.page}/connect/oauth2/authorize?{asked}#wechat_redirect"

    def openid_behind(self, code: str) -> str:
        """Return the openid behind a code, which is good once. Raises: ChannelTrouble, ChannelDeclined."""
        if not _CODE.fullmatch(code):
            raise ChannelDeclined("code")
        asked = urlencode(
            {"appid": self.appid, "secret": self.secret, "code": code, "grant_type": "authorization_code"}
        )
        reply = wire.call(
            "GET",
            f"{self.address}/sns/oauth2/access_token?{asked}",
            headers={"Accept": "application/json", "User-Agent": "laoyou"},
            transport=self.transport,
        )
        try:
            told = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise ChannelTrouble("the answer is no JSON") from error
        if not isinstance(told, dict):
            raise ChannelTrouble("the answer has no fields")
        openid = told.get("openid")
        if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
            raise ChannelDeclined(str(told.get("errcode", reply.status))[:20])
        return openid


def _address(folder: KeyFolder, name: str, real: str) -> str:
    try:
        return folder.text(name).rstrip("/")
    except KeysMissing:
        return real
