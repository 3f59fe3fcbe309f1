"""Personal data as it looks before somebody opens it with a reason."""

from __future__ import annotations

import re

_ORGANISATION = re.compile(
    r"(公司|集团|局|部|店|超市|商行|厂|中心|站|社|院|处|银行|馆|所|委员会|居委会|协会|工程队|队|班组"
    r"|园艺|园林|电器|家电|机电|五金|建材|广告|物业|消杀|服务)$"
)
# 王建社 and 李处 are people: the words in which a short name may end are fewer.
_SHORT_ORGANISATION = re.compile(r".(.局|公司|商行|银行|超市|.店|.厂|.站|协会|物业|.队)")
_BETWEEN_NAMES = re.compile(r"([、，,;；/])")
LONGEST_SHORT_NAME = 4


def is_organisation(name: str) -> bool:
    """Return whether the name says of itself that it is an organisation's. A name with a dot within is a person's.

    >>> [is_organisation(name) for name in ("宏康消杀", "供电局", "王建国", "王建社", "李处", "古丽米热·艾合买提")]
    [True, True, False, False, False, False]
    """
    if len(name) < LONGEST_SHORT_NAME:
        return _SHORT_ORGANISATION.fullmatch(name) is not None
    return _ORGANISATION.search(name) is not None and "·" not in name


def masked_name(name: str) -> str:
    """Return the first character and stars, for each of several names; when in doubt a name is a person's.

    An organisation's stays readable when it has more than four characters and says what it is: people of four
    characters may end in such a word, too.

    >>> masked_name("李秀兰"), masked_name("农镕"), masked_name("南宁秀山房地产开发有限公司")
    ('李**', '农*', '南宁秀山房地产开发有限公司')
    >>> masked_name("古丽米热·艾合买提"), masked_name("李秀兰、王建国"), masked_name("Nguyễn Thị Hoa")
    ('古********', '李**、王**', 'N*************')
    """
    return "".join(
        part if _BETWEEN_NAMES.fullmatch(part) else _one_masked(part) for part in _BETWEEN_NAMES.split(name) if part
    )


def _one_masked(name: str) -> str:
    if len(name) > LONGEST_SHORT_NAME and is_organisation(name):
        return name
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_telephone(telephone: str) -> str:
    """Return a telephone number with its middle hidden.

    >>> masked_telephone("13800005678"), masked_telephone("0771123")
    ('138****5678', '****')
    """
    if not telephone:
        return ""
    return f"{telephone[:3]}****{telephone[-4:]}" if len(telephone) >= 11 else "****"
