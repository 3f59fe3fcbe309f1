"""Openids as they are kept: sealed, and found again by a keyed hash."""

from __future__ import annotations

from laoyou.infra import secrets
from laoyou.infra.actor import Actor
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import WechatPayer
from laoyou.system.payments.providers import doors

PURPOSE = "openid"


def way_to_wechat(*, back: str, state: str) -> str:
    """Return the address at which WeChat says who pays, and leads back; empty where that is not set up."""
    try:
        return doors.wechat_oauth().way_there(back=back, state=state)
    except ChannelNotReady:
        return ""


def openid_of(*, actor: Actor, payer_id: int) -> str:
    """Return the openid of the row, for its own user and the app of today; empty for anything else."""
    if actor.user_id is None:
        return ""
    try:
        appid = doors.wechat_oauth().appid
    except ChannelNotReady:
        return ""
    row = WechatPayer.objects.filter(id=payer_id, user_id=actor.user_id, appid=appid).first()
    return secrets.decrypt(bytes(row.sealed), purpose=PURPOSE) if row is not None else ""


def sealed(openid: str) -> dict[str, str]:
    """Return how an order keeps the payer's openid until it has ended: unreadable, and a mark to compare by."""
    if not openid:
        return {}
    return {
        "openid": secrets.encrypt(openid, purpose=PURPOSE).hex(),
        "openid_mark": secrets.lookup_hash(openid, purpose=PURPOSE).hex(),
    }


def unsealed(kept: str) -> str:
    """Return the openid that an order keeps; empty for an order without one."""
    return secrets.decrypt(bytes.fromhex(kept), purpose=PURPOSE) if kept else ""
