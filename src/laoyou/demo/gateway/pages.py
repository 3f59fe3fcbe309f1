"""What the payer sees: the cashier pages, plain and in the manner of the two channels, without their marks."""

from __future__ import annotations

from datetime import datetime
from html import escape
from string import Template

from laoyou.demo.gateway import clock
from laoyou.demo.gateway.store import Trade

CHANNELS = {"wechat": "微信支付", "alipay": "支付宝"}
NOTE = "演示收银台：按真实接口收发，不会真的扣款"

STYLE = """
:root{color-scheme:light dark;--focus:#1d4f91;--page:#ededed;--card:#fff;--ink:#17211c;--quiet:#55605a;
--line:#dfe4e0;--go:#06843d}
.alipay{--page:#f4f6f9;--go:#1560c4}
@media (prefers-color-scheme:dark){:root{--focus:#8cb8ff;--page:#111;--card:#1e1e1e;--ink:#e6e9e7;
--quiet:#a5aea9;--line:#333}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;display:flex;flex-direction:column;background:var(--page);color:var(--ink);
font:17px/1.5 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
main{width:100%;max-width:480px;margin:0 auto;padding:0 16px 32px;flex:1;display:flex;flex-direction:column}
h1{font-size:17px;font-weight:700;text-align:center;padding:14px 0}
.to{padding:26px 0 4px;text-align:center;color:var(--quiet)}
.sum{text-align:center;font-size:48px;line-height:1.2;font-weight:700;padding-bottom:26px}
.sum span{font-size:28px;margin-right:4px}
dl{background:var(--card);border-radius:12px;padding:4px 16px}
dl div{display:flex;gap:16px;justify-content:space-between;padding:13px 0;border-top:1px solid var(--line)}
dl div:first-child{border-top:0}
dt{color:var(--quiet);flex:none}
dd{text-align:right;overflow-wrap:anywhere}
form{margin-top:auto;padding-top:32px;display:grid;gap:12px}
.button{display:block;width:100%;min-height:50px;border:0;border-radius:8px;padding:11px;font:inherit;font-weight:700;
text-align:center;text-decoration:none;cursor:pointer;background:var(--go);color:#fff}
.button.plain{background:transparent;color:var(--ink);font-weight:400;border:1px solid #8b968f}
.button:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.note{text-align:center;color:var(--quiet);font-size:14px;padding-top:16px}
.mark{width:72px;height:72px;margin:56px auto 20px;border-radius:50%;background:var(--go);color:#fff;display:grid;
place-items:center;font-size:40px;font-weight:700}
.mark.off{background:#8b968f}
.middle{text-align:center}
.middle h2{font-size:24px}
.middle p{color:var(--quiet);padding:8px 0 32px}
"""

_PAGE = Template(
    """<!doctype html>
<html lang="zh-Hans" class="$channel"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>$title</title><link rel="stylesheet" href="/cashier.css"></head>
<body><main>$content<p class="note">$note</p></main></body></html>"""
)

_CASHIER = Template(
    """<h1>$channel</h1>
<p class="to">付给 $merchant</p><p class="sum"><span>¥</span>$yuan</p>
<dl><div><dt>缴费内容</dt><dd>$text</dd></div><div><dt>订单号</dt><dd>$number</dd></div>
<div><dt>请在此前支付</dt><dd>$until</dd></div></dl>
<form method="post" action="/cashier/$token"><input type="hidden" name="back" value="$back">
<button class="button" name="decision" value="pay" autofocus>确认支付 ¥$yuan</button>
<button class="button plain" name="decision" value="cancel">取消</button></form>"""
)

_ENDED = Template(
    """<h1>$channel</h1><div class="middle"><div class="mark$off" aria-hidden="true">$sign</div><h2>$title</h2>
<p>$text</p>$back</div>"""
)


def cashier(trade: Trade, back: str) -> str:
    """Return the page on which the payer confirms or cancels."""
    until = datetime.fromisoformat(trade.expires_at).astimezone(clock.CHINA)
    content = _CASHIER.substitute(
        channel=CHANNELS[trade.channel],
        merchant="老友物业（演示商户）",
        yuan=_yuan(trade.amount_fen),
        text=escape(trade.text),
        number=escape(trade.number),
        until=f"{until:%H:%M}",
        token=escape(trade.token),
        back=escape(back),
    )
    return _page(trade.channel, f"{CHANNELS[trade.channel]}收银台", content)


def ended(trade: Trade, back: str) -> str:
    """Return what is shown of an order that is paid or closed already, or where there is no way back."""
    words = {
        "paid": ("✓", "支付成功", f"¥{_yuan(trade.amount_fen)}"),
        "closed": ("–", "订单已关闭", "没有扣款。请回到缴费页面，重新发起支付。"),
        "waiting": ("–", "没有支付", "您取消了支付，没有扣款。"),
    }
    sign, title, text = words[trade.state]
    content = _ENDED.substitute(
        channel=CHANNELS[trade.channel],
        off="" if trade.state == "paid" else " off",
        sign=sign,
        title=title,
        text=text,
        back=f'<a class="button" href="{escape(back)}">返回商家</a>' if back else "",
    )
    return _page(trade.channel, title, content)


def message(title: str, text: str) -> str:
    content = f'<div class="middle"><div class="mark off" aria-hidden="true">!</div><h2>{title}</h2><p>{text}</p></div>'
    return _page("", title, content)


def _page(channel: str, title: str, content: str) -> str:
    return _PAGE.substitute(channel=channel, title=title, content=content, note=NOTE)


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"
