"""What several forms of the desk read and show alike."""

from __future__ import annotations

from datetime import date

from laoyou.core.errors import Refusal, Several, mark
from laoyou.platforms import access


class NotADay(Refusal):
    code = "operations.not_a_day"
    sentence = mark("Choose a day, for example 2022-07-21.")

    def __init__(self, *, field: str) -> None:
        super().__init__()
        self.field = field


def day_of(text: str, *, field: str) -> date:
    """Return the day that a date field holds. Raises: NotADay."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADay(field=field) from None


def day_or_none(text: str, *, field: str) -> date | None:
    """Return the day that a date field holds, none for an empty one. Raises: NotADay."""
    return day_of(text, field=field) if text.strip() else None


class Errors(dict[str, Refusal]):
    """A form's refusal by the name of its field. Asked for another field it says nothing, as templates need it."""

    def __missing__(self, field: str) -> str:
        return ""


def errors_of(refusal: Refusal | None) -> Errors:
    """Return what was refused under the names of the fields that it is about; under `form` when it is about none.

    Of several at one field the first is shown.
    """
    every = refusal.refusals if isinstance(refusal, Several) else (refusal,) if refusal is not None else ()
    return Errors({getattr(each, "field", "") or "form": each for each in reversed(every)})


def given(text: str, missing: type[Refusal], **params: object) -> str:
    """Return what was typed, without the blanks around it. Raises: `missing` where that is nothing."""
    if not text.strip():
        raise missing(**params)
    return text.strip()


def number_given(text: str, wrong: Refusal) -> int:
    """Return the number that was typed. Raises: `wrong` where it is none."""
    number = number_or_none(text.strip())
    if number is None:
        raise wrong
    return number


def page_of(request: access.Request) -> int:
    """Return the page that the address asks for, the first for nonsense."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1


def number_or_none(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
