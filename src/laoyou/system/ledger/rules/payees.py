"""How the one who was paid, or who paid, is named to everybody: an organisation in full, a person masked."""

from __future__ import annotations

import re

ORGANISATION = re.compile(
    r"(公司|集团|局|部|店|超市|商行|厂|中心|站|社|院|处|银行|馆|所|委员会|居委会|协会|工程队"
    r"|园艺|园林|电器|家电|机电|五金|建材|广告|物业|消杀|服务)$"
)
COUNTED = re.compile(r"\D+ ?\d{1,4} ?[个辆户块处]\S*")
PERSON_AND_MORE = re.compile(r"([\u4e00-\u9fff·]{2,4}?)((?:等|（|\(|、|，| ).*)?")


def public_payee(name: str) -> str:
    """Return the name as everybody may read it. When in doubt it is taken for a person's.

    >>> public_payee("李秀兰等 4 人"), public_payee("王建国"), public_payee("宏康消杀"), public_payee("南宁供电局")
    ('李**等 4 人', '王**', '宏康消杀', '南宁供电局')
    >>> public_payee("李秀兰、王建国"), public_payee("Wang Jianguo"), public_payee("临时停车 64 个车位")
    ('李**等', 'W***', '临时停车 64 个车位')
    """
    plain = name.strip()
    if not plain or ORGANISATION.search(plain) or COUNTED.fullmatch(plain):
        return plain
    if plain.isascii():
        return f"{plain[0]}***"
    person = PERSON_AND_MORE.fullmatch(plain)
    if person is None:
        return plain
    masked = f"{person[1][0]}{'*' * (len(person[1]) - 1)}"
    rest = person[2] or ""
    if rest.startswith("等"):
        return f"{masked}{rest}"
    return f"{masked}等" if rest else masked
