"""What has to be shown before an order is done."""

from __future__ import annotations

from enum import StrEnum

from laoyou.core.errors import mark


class Evidence(StrEnum):
    NONE = "none"
    PHOTO = "photo"
    BEFORE_AND_AFTER = "before_and_after"


EVIDENCE_NAMES: dict[str, str] = {
    Evidence.NONE: mark("No photo needed"),
    Evidence.PHOTO: mark("A photo of the finished work"),
    Evidence.BEFORE_AND_AFTER: mark("Photos before and after"),
}


class Moment(StrEnum):
    """When a photo was taken."""

    BEFORE = "before"
    AFTER = "after"


def missing(wanted: Evidence, *, before: int, after: int) -> Moment | None:
    """Return which photo is still missing, given how many there are of each moment.

    >>> missing(Evidence.BEFORE_AND_AFTER, before=0, after=2).value, missing(Evidence.PHOTO, before=1, after=0).value
    ('before', 'after')
    >>> missing(Evidence.PHOTO, before=0, after=1) is missing(Evidence.NONE, before=0, after=0) is None
    True
    """
    if wanted is Evidence.BEFORE_AND_AFTER and not before:
        return Moment.BEFORE
    if wanted is not Evidence.NONE and not after:
        return Moment.AFTER
    return None
