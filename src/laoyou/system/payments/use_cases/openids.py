"""Who a payer is inside WeChat: learnt from WeChat itself, kept unreadable, used by that user for that app alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laoyou.core.errors import NotAllowed
from laoyou.infra import secrets
from laoyou.infra.actor import Actor
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import WechatPayer
from laoyou.system.payments.openids import PURPOSE
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import ChannelDeclined, ChannelTrouble


def learn_openid(*, actor: Actor, code: str, at: datetime) -> int | None:
    """Ask WeChat who is behind the code and return the row that keeps it; None where WeChat does not say.

    Calls WeChat, so it stands outside any transaction. Raises: NotAllowed for nobody in particular.
    """
    if actor.user_id is None:
        raise NotAllowed
    try:
        oauth = doors.wechat_oauth()
        openid = oauth.openid_behind(code)
    except (ChannelNotReady, ChannelTrouble, ChannelDeclined):
        return None
    with transaction.atomic():
        row, _ = WechatPayer.objects.get_or_create(
            user_id=actor.user_id,
            appid=oauth.appid,
            mark=secrets.lookup_hash(openid, purpose=PURPOSE),
            defaults={"sealed": secrets.encrypt(openid, purpose=PURPOSE), "learnt_at": at},
        )
    return int(row.id)
