"""What must not stand in a text that everybody reads, and that nobody can take back once it is published.

Numbers that lead to a person are found for certain enough to refuse them. A name is only guessed at: whoever types is
shown the guess and decides.
"""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"(?<![0-9])(?:86)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_FIXED_LINE = re.compile(r"(?<![0-9])0[1-9][0-9]{1,2}[ -]?[2-8][0-9]{6,7}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9])([1-9][0-9]{16})([0-9Xx])(?![0-9])")
_CARD = re.compile(r"(?<![0-9])62[0-9]{2}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万钱覃武戴莫孔向汤农蓝兰甘岑"
)
_ADDRESSED = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:先生|女士|师傅|阿姨|大爷|大妈|大姐|大哥|老师|老人|奶奶|爷爷|叔叔|婶婶)"
)
_AFTER_A_WORD = re.compile(
    r"(?:业主|住户|户主|租户|房东|员工|工人|保洁员|保安|师傅|收款人|经手人|付给|支付|发给|补给|交给)"
    rf"([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
)
_ALONE = re.compile(rf"(?:^|[，,、；;：:（( ])([{_SURNAMES}][\u4e00-\u9fff]{{2}})(?=$|[，,、；;）)等 ])")


def holds_a_persons_number(text: str) -> bool:
    """Return whether the text holds what looks like a telephone, identity or bank card number.

    >>> holds_a_persons_number("修水管，电话 170 0000 0001"), holds_a_persons_number("配电房除湿机 2 台，1280.50 元")
    (True, False)
    >>> holds_a_persons_number("身份证１１０１０５１９４９１２３１００２Ｘ")
    True
    >>> holds_a_persons_number("发票 24452000000012345678"), holds_a_persons_number("2022-12-20 至 2023-01-20")
    (False, False)
    """
    plain = unicodedata.normalize("NFKC", text)
    if _MOBILE.search(plain) or _FIXED_LINE.search(plain):
        return True
    if any(_is_identity_number(found[1], found[2]) for found in _IDENTITY.finditer(plain)):
        return True
    return any(_is_card(re.sub(r"[ -]", "", found[0])) for found in _CARD.finditer(plain))


def looks_like_a_name(text: str) -> str:
    """Return the first part of the text that may be a person's name, with how the person is addressed; '' for none.

    >>> looks_like_a_name("王师傅修水管"), looks_like_a_name("付给业主李秀兰"), looks_like_a_name("工资：覃小明")
    ('王师傅', '李秀兰', '覃小明')
    >>> looks_like_a_name("保洁员工资，4 人"), looks_like_a_name("配电房除湿机")
    ('', '')
    """
    plain = unicodedata.normalize("NFKC", text)
    for pattern in (_ADDRESSED, _AFTER_A_WORD, _ALONE):
        if found := pattern.search(plain):
            return found[found.lastindex or 0]
    return ""


def _is_identity_number(digits: str, last: str) -> bool:
    """Return whether the last character is the one that the first seventeen give (GB 11643, ISO 7064 mod 11-2)."""
    given = sum(int(digit) * weight for digit, weight in zip(digits, _IDENTITY_WEIGHTS, strict=True)) % 11
    return "10X98765432"[given] == last.upper()


def _is_card(digits: str) -> bool:
    """Return whether the digits end as a bank card's number does (Luhn)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
