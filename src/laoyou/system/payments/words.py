"""What the channels are called. Translated where they are shown."""

from laoyou.core.errors import mark

CHANNEL_NAMES = {
    "wechat": mark("WeChat Pay"),
    "alipay": mark("Alipay"),
    "cash": mark("Cash"),
    "bank": mark("Bank transfer"),
    "pos": mark("Card terminal"),
}
