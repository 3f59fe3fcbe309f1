"""The code on a label: which facility of which estate, with a seal that nobody can guess.

Letters and digits that people don't mistake for each other, so that it can be typed from a worn label too.
"""

from __future__ import annotations

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SEAL_LETTERS = 6


def in_letters(number: int) -> str:
    """Return a number above zero in the letters of a label.

    >>> in_letters(1), in_letters(31), in_letters(961)
    ('3', '32', '322')
    """
    letters = ""
    while True:
        number, rest = divmod(number, len(ALPHABET))
        letters = ALPHABET[rest] + letters
        if not number:
            return letters


def from_letters(letters: str) -> int | None:
    """Return the number that the letters stand for, none for other letters.

    >>> from_letters("322"), from_letters("IO1"), from_letters("")
    (961, None, None)
    """
    number = 0
    for letter in letters:
        place = ALPHABET.find(letter)
        if place < 0:
            return None
        number = number * len(ALPHABET) + place
    return number if letters else None


def sealed(estate_id: int, facility_id: int, seal: bytes) -> str:
    """Return the code with the first letters of the seal.

    >>> sealed(7, 1000, bytes(range(32)))
    'F9-33A-YAMT4W'
    """
    whole = in_letters(int.from_bytes(seal[:8], "big")).rjust(13, ALPHABET[0])
    return f"F{in_letters(estate_id)}-{in_letters(facility_id)}-{whole[-SEAL_LETTERS:]}"


def read(code: str) -> tuple[int, int] | None:
    """Return the estate and the facility that a code names; whether its seal is right is asked elsewhere.

    >>> read("F9-33A-YAMT4W"), read("hello")
    ((7, 1000), None)
    """
    parts = code.strip().upper().split("-")
    if len(parts) != 3 or not parts[0].startswith("F") or max(map(len, parts)) > 12:
        return None
    estate_id, facility_id = from_letters(parts[0][1:]), from_letters(parts[1])
    return (estate_id, facility_id) if estate_id and facility_id else None
