"""Personal data as it looks before somebody opens it with a reason."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """Return the first character and stars; an organisation's name of more than four characters stays readable.

    >>> masked_name("李秀兰"), masked_name("农镕"), masked_name("南宁秀山房地产开发有限公司")
    ('李**', '农*', '南宁秀山房地产开发有限公司')
    """
    if len(name) > 4 and not name.isascii():
        return name
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def masked_telephone(telephone: str) -> str:
    """Return a telephone number with its middle hidden.

    >>> masked_telephone("13800005678"), masked_telephone("0771123")
    ('138****5678', '****')
    """
    if not telephone:
        return ""
    return f"{telephone[:3]}****{telephone[-4:]}" if len(telephone) >= 11 else "****"
