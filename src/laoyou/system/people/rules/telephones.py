"""Telephone numbers as people write them, in one form."""

from __future__ import annotations

import re

from laoyou.system.people.errors import NotAMobile, NotATelephone

_WIDE = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("－"): "-", ord("—"): "-", ord("　"): " "}


def normal_telephone(text: str) -> str:
    """Return the number in its one form: a mobile as 11 digits, a landline as 0771-1234567, none as ''.

    Raises: NotATelephone.

    >>> normal_telephone("+86 170 0000 0001"), normal_telephone("0771 5801234"), normal_telephone("07715801234")
    ('17000000001', '0771-5801234', '0771-5801234')
    """
    plain = text.translate(_WIDE).strip()
    if not plain:
        return ""
    digits = re.sub(r"[\s\-()（）.]", "", plain)
    digits = re.sub(r"^(\+|00)86", "", digits)
    if re.fullmatch(r"1[3-9][0-9]{9}", digits):
        return digits
    landline = re.fullmatch(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})", digits)
    if landline:
        return f"{landline[1]}-{landline[2]}"
    if re.fullmatch(r"[2-9][0-9]{6,7}|[48]00[0-9]{7}|1[0-9]{4}|12345", digits):
        return digits
    raise NotATelephone(text=text.strip()[:20])


def is_mobile(telephone: str) -> bool:
    """Return whether codes can be sent there.

    >>> is_mobile("17000000001"), is_mobile("0771-5801234")
    (True, False)
    """
    return re.fullmatch(r"1[3-9][0-9]{9}", telephone) is not None


def mobile(text: str) -> str:
    """Return the mobile number that the text writes. Raises: NotAMobile for everything else.

    >>> mobile("170-0000-0001")
    '17000000001'
    """
    try:
        telephone = normal_telephone(text)
    except NotATelephone:
        raise NotAMobile from None
    if not is_mobile(telephone):
        raise NotAMobile
    return telephone
