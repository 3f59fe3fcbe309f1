"""Which gateways there are, and which of them are ready to be used here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.providers.alipay import client as alipay
from laoyou.system.payments.providers.keys import KeyFolder, KeysMissing
from laoyou.system.payments.providers.provider import Provider
from laoyou.system.payments.providers.wechat import client as wechat
from laoyou.system.payments.providers.wechat.oauth import WechatOauth, open_oauth

DOORS: Mapping[str, Callable[[KeyFolder], Provider]] = {
    "wechat": wechat.open_door,
    "alipay": alipay.open_door,
}


def provider_for(channel: str) -> Provider:
    """Return the gateway of the channel with the keys of this moment. Raises: ChannelNotReady."""
    door = DOORS.get(channel)
    if door is None:
        raise ChannelNotReady
    try:
        return door(KeyFolder.of(channel))
    except KeysMissing as missing:
        raise ChannelNotReady from missing


def wechat_oauth() -> WechatOauth:
    """Return WeChat's way to say who pays, with the keys of this moment. Raises: ChannelNotReady."""
    try:
        return open_oauth(KeyFolder.of("wechat"))
    except KeysMissing as missing:
        raise ChannelNotReady from missing


def ready_channels() -> list[str]:
    """Return the gateways whose keys are here, in the order in which a payer is asked."""
    return [channel for channel in DOORS if _is_ready(channel)]


def _is_ready(channel: str) -> bool:
    try:
        provider_for(channel)
    except ChannelNotReady:
        return False
    return True
