"""What a merchant's call is about: which channel, which act, which order. For the plans of trouble."""

from __future__ import annotations

import json
import re

from laoyou.demo.gateway.web import Asked

_OF_METHOD = {
    "alipay.trade.precreate": "ask",
    "alipay.trade.wap.pay": "ask",
    "alipay.trade.query": "query",
    "alipay.trade.close": "close",
    "alipay.trade.refund": "refund",
}
_BY_NUMBER = re.compile(r"/v3/pay/transactions/out-trade-no/([^/]+)(/close)?")


def act_of(asked: Asked) -> tuple[str, str, str]:
    """Return channel, act and the order's number; empty words for what is about no order."""
    if asked.path == "/gateway.do":
        parameters = asked.parameters() | asked.form()
        return "alipay", _OF_METHOD.get(parameters.get("method", ""), ""), _number(parameters.get("biz_content", ""))
    if match := _BY_NUMBER.fullmatch(asked.path):
        return "wechat", "close" if match[2] else "query", match[1]
    act = "ask" if asked.path.startswith("/v3/pay/transactions/") else ""
    if asked.path == "/v3/refund/domestic/refunds":
        act = "refund"
    return "wechat", act, _number(asked.body.decode("utf-8", "replace"))


def transaction_of(asked: Asked) -> str:
    """Return the payment that a refund names where it names no order."""
    return _word(asked.body.decode("utf-8", "replace"), "transaction_id")


def _number(text: str) -> str:
    return _word(text, "out_trade_no")


def _word(text: str, name: str) -> str:
    try:
        said = json.loads(text)
    except ValueError:
        return ""
    return str(said.get(name, "")) if isinstance(said, dict) else ""
