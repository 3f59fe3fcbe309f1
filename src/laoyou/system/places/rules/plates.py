"""Number plates: personal data, shown with the middle hidden."""

from __future__ import annotations


def masked_plate(plate: str) -> str:
    """Return the plate with its middle hidden.

    >>> masked_plate("桂A12345"), masked_plate("桂AD12345"), masked_plate("")
    ('桂A***45', '桂A****45', '')
    """
    return f"{plate[:2]}{'*' * max(len(plate) - 4, 1)}{plate[-2:]}" if plate else ""
