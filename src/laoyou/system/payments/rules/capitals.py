"""Amounts in capital numerals (人民币大写), as receipts and cheques write them, so that no stroke can change them.

By the annex of 支付结算办法 (1997): 零 once between digits, none before a missing tail; 整 after yuan or jiao, not
after fen.
"""

from __future__ import annotations

from laoyou.core.money import Money

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("", "万", "亿")


def in_capitals(amount: Money) -> str:
    """Return the amount in capital numerals. Raises: ValueError below zero and from a million million yuan on.

    >>> in_capitals(Money(5181)), in_capitals(Money(100000))
    ('伍拾壹元捌角壹分', '壹仟元整')
    >>> in_capitals(Money(140950)), in_capitals(Money(600714)), in_capitals(Money(1680032))
    ('壹仟肆佰零玖元伍角整', '陆仟零柒元壹角肆分', '壹万陆仟捌佰元零叁角贰分')
    >>> in_capitals(Money(32504)), in_capitals(Money(5)), in_capitals(Money(0)), in_capitals(Money(10000000100))
    ('叁佰贰拾伍元零肆分', '伍分', '零元整', '壹亿零壹元整')
    """
    if not 0 <= amount.fen < 10**14:
        raise ValueError("capital numerals are written for zero to 999,999,999,999.99 yuan")
    yuan, cents = divmod(amount.fen, 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if not cents:
        return f"{text or '零元'}整"
    if jiao:
        gap = "零" if yuan and yuan % 10 == 0 else ""
        text += f"{gap}{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return f"{text}{DIGITS[fen]}分" if fen else f"{text}整"


def _whole(yuan: int) -> str:
    text = ""
    gap = False
    groups = [yuan // 10000**place % 10000 for place in range(len(GROUPS))]
    for place in range(len(GROUPS) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + GROUPS[place]
        gap = False
    return text


def _group(number: int) -> str:
    """Return one to four digits with their places; a run of zeros inside is said once, at the end not at all."""
    text = ""
    gap = False
    for place, digit in zip(PLACES, (int(digit) for digit in f"{number:04d}"), strict=True):
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + DIGITS[digit] + place
        gap = False
    return text
