"""Who owns a home: one person, several together, or an organisation, as one cell names them."""

from __future__ import annotations

import re
from typing import NamedTuple

from laoyou.core.errors import Refusal
from laoyou.system.people.house_ledger.rules.cells import Cell, plain, text_of
from laoyou.system.people.rules.telephones import normal_telephone

LONGEST_NAME = 80


class Owner(NamedTuple):
    """One owner. Two rows mean the same person when `key` is equal.

    A person is known by name and telephone; a joint owner without a telephone of their own by name and by the one that
    stands beside them; an organisation by its name; somebody without any telephone only by the row.
    """

    name: str
    telephone: str
    is_organisation: bool
    key: tuple[str, ...]
    id_number: str = ""


_BETWEEN_NAMES = re.compile(
    r"[、,;/\\&+＆；，|]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]{2,4}(?:\s|$))|和(?=[\u4e00-\u9fff]{2,4}$)"
)
_ORGANISATION = re.compile(
    r"公司|集团|有限|合作社|事务所|委员会|管理局|街道办|办事处|中心|学校|医院|银行|酒店|工厂|研究院|研究所"
    r"|房地产|开发商|物业|\b(?:ltd|llc|inc|company|corporation|co)\b",
    re.IGNORECASE,
)
_DEVELOPER = re.compile(r"房地产|置业|开发|地产|developer", re.IGNORECASE)
_UNSOLD = re.compile(r"未售|未销售|待售|空置未售|unsold", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]{0,20}[)）\]】]")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}")
_NO_PERSON = re.compile(rf"{_ORGANISATION.pattern}|{_UNSOLD.pattern}|无|未知|不详|暂", re.IGNORECASE)
_NOBODY = {"", "-", "/", "--", "无", "无业主", "未知", "不详", "空", "暂无", "n/a", "none"}
_BETWEEN_NUMBERS = re.compile(r"[、,;/\\；，|]+")


def names_of(cell: Cell) -> tuple[tuple[str, ...], bool, bool]:
    """Return the names, whether they name an organisation, and whether the cell says that the home is not sold.

    >>> names_of("李家、岑玲素")
    (('李家', '岑玲素'), False, False)
    >>> names_of("南宁秀山房地产开发有限公司（未售）")
    (('南宁秀山房地产开发有限公司',), True, True)
    >>> names_of("王 芳 "), names_of("黄明 韦兰"), names_of("未售")
    ((('王芳',), False, False), (('黄明', '韦兰'), False, False), ((), False, True))
    """
    if cell.__class__ is str and _PERSON.fullmatch(str(cell)) and not _NO_PERSON.search(str(cell)):  # nearly all rows
        return (str(cell),), False, False
    written = text_of(cell)
    is_unsold = bool(_UNSOLD.search(written))
    bare = _BRACKETS.sub(" ", written).strip()
    if is_unsold:
        bare = _UNSOLD.sub("", bare).strip(" -—:：")
    if plain(bare).lower() in _NOBODY:
        return (), False, is_unsold
    if _ORGANISATION.search(bare):
        return (bare[:LONGEST_NAME],), True, is_unsold
    parts = [part.strip() for part in _BETWEEN_NAMES.split(bare)]
    names = [re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", part)[:LONGEST_NAME] for part in parts if part]
    return tuple(dict.fromkeys(names)), False, is_unsold


def is_developer(owner: Owner) -> bool:
    """Return whether the owner is an organisation that builds and sells homes.

    >>> [is_developer(Owner(name, "", True, (name,))) for name in ("南宁秀山房地产开发有限公司", "南宁秀山小学")]
    [True, False]
    """
    return owner.is_organisation and bool(_DEVELOPER.search(owner.name))


def telephones_of(cell: Cell) -> tuple[tuple[str, ...], bool]:
    """Return the telephone numbers in their one form, and whether everything written was one.

    >>> telephones_of(17000001001.0), telephones_of("170-0000-1001/0771 5801234"), telephones_of("170000014")
    ((('17000001001',), True), (('17000001001', '0771-5801234'), True), ((), False))
    """
    written = plain(text_of(cell))
    if len(written) == 11 and written.isdecimal() and written[0] == "1" and "3" <= written[1] <= "9":
        return (written,), True
    if written in {"", "-", "/", "无", "暂无", "0"}:
        return (), True
    numbers, are_all = [], True
    for part in _BETWEEN_NUMBERS.split(written):
        for number in (part,) if _telephone(part) is not None else part.split():
            said = _telephone(number)
            are_all = are_all and said is not None
            if said:
                numbers.append(said)
    return tuple(dict.fromkeys(numbers)), are_all


def _telephone(text: str) -> str | None:
    try:
        return normal_telephone(re.sub(r"^[\u4e00-\u9fff]{1,6}:?", "", text))
    except Refusal:
        return None


def owners_of(
    names: tuple[str, ...],
    telephones: tuple[str, ...],
    is_organisation: bool,
    row: str,
    id_numbers: tuple[str, ...] = (),
) -> tuple[Owner, ...]:
    """Return the owners of one home. With as many telephones as names each has their own, else the first has the first.

    >>> [owner.key for owner in owners_of(("李家", "岑玲素"), ("17000001010",), False, "15")]
    [('李家', '17000001010'), ('岑玲素', '', '李家', '17000001010')]
    >>> owners_of(("王芳",), (), False, "7")[0].key
    ('王芳', '', '', '7')
    """
    if len(names) == 1 and len(telephones) < 2 and not id_numbers:  # nearly all rows
        name, telephone = names[0], telephones[0] if telephones else ""
        if is_organisation:
            return (Owner(name, telephone, True, (name,)),)
        return (Owner(name, telephone, False, (name, telephone) if telephone else (name, "", "", row)),)
    own = len(telephones) == len(names)
    beside = telephones[0] if telephones else ""
    owners = []
    for place, name in enumerate(names):
        telephone = telephones[place] if own else (beside if place == 0 else "")
        id_number = id_numbers[place] if place < len(id_numbers) else ""
        if is_organisation:
            key: tuple[str, ...] = (name,)
        elif telephone:
            key = (name, telephone)
        elif beside:
            key = (name, "", names[0], beside)
        else:
            key = (name, "", "", f"{row}/{place}" if place else row)
        owners.append(Owner(name, telephone, is_organisation, key, id_number))
    return tuple(owners)
