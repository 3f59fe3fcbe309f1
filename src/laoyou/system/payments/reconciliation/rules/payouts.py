"""Pay-outs: which days of a channel a line of the bank's statement pays. A pay-out = Σ paid − Σ refunded − Σ fees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_RUN = 15
"""So many days at most lie in one pay-out: a long holiday and the weekend after it."""

LATEST = timedelta(days=20)
"""A pay-out comes at most so long after the first day that it pays."""

MISSED_AFTER = timedelta(days=3)
"""From then on a day whose pay-out has not come is a difference: channels pay on the next working day."""

CHANNEL_WORDS = {
    "wechat": ("财付通", "微信", "tenpay", "wechat", "weixin"),
    "alipay": ("支付宝", "alipay", "蚂蚁"),
    "pos": ("银联商务", "收单", "刷卡", "pos"),
}


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day of one channel and what is still to be paid out for it; below zero when refunds outweigh."""

    day: date
    rest_fen: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of the bank's statement of which so much explains nothing yet."""

    id: int
    booked_on: date
    rest_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a bank line is the pay-out of the day."""

    line_id: int
    day: date
    amount_fen: int


def channel_of_text(*texts: str) -> str:
    """Return which channel a bank line's words name; nothing where they name none, or two.

    >>> channel_of_text("财付通支付科技有限公司", "结算款"), channel_of_text("电费"), channel_of_text("支付宝", "微信")
    ('wechat', '', '')
    """
    said = " ".join(texts).lower()
    named = [channel for channel, words in CHANNEL_WORDS.items() if any(word in said for word in words)]
    return named[0] if len(named) == 1 else ""


def match_payouts(days: Sequence[OpenDay], lines: Sequence[OpenLine]) -> list[Part]:
    """Return which days each line pays: a run of following days that sums exactly to the line, before its booking.

    The oldest unpaid day is tried first; without it a run counts only when there is no other, so that nothing is
    guessed. What does not fit is left to a person. Days of nothing may lie within a run.

    >>> days = [OpenDay(date(2022, 11, day), fen) for day, fen in ((25, 14910), (26, 500), (27, 700))]
    >>> [(part.day.day, part.amount_fen) for part in match_payouts(days, [OpenLine(7, date(2022, 11, 28), 16110)])]
    [(25, 14910), (26, 500), (27, 700)]
    >>> match_payouts(days, [OpenLine(7, date(2022, 11, 28), 1)])
    []
    """
    unpaid = sorted((day for day in days if day.rest_fen), key=lambda day: day.day)
    parts: list[Part] = []
    for line in sorted(lines, key=lambda line: (line.booked_on, line.id)):
        earlier = [day for day in unpaid if day.day < line.booked_on <= day.day + LATEST]
        run = _run(earlier, line.rest_fen)
        if run:
            parts += [Part(line.id, day.day, day.rest_fen) for day in run]
            paid = {day.day for day in run}
            unpaid = [day for day in unpaid if day.day not in paid]
    return parts


def _run(days: Sequence[OpenDay], wanted_fen: int) -> list[OpenDay]:
    found: list[list[OpenDay]] = []
    for start in range(len(days)):
        total = 0
        for end in range(start, min(start + LONGEST_RUN, len(days))):
            total += days[end].rest_fen
            if total == wanted_fen:
                found.append(list(days[start : end + 1]))
                break
        if start == 0 and found:
            return found[0]
    return found[0] if len(found) == 1 else []
