"""A word to the person on their next page: “saved”, “sent”. Kept in the session until it is shown once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

_KEY = "flash"


@dataclass(frozen=True, slots=True)
class Word:
    """`tone` is good, soon (take care) or late (went wrong)."""

    text: str
    tone: str


def say(request: HttpRequest, text: str, *, tone: str = "good") -> None:
    """Show the sentence, already in the reader's language, on the next page that this person opens."""
    request.session[_KEY] = [*request.session.get(_KEY, []), [str(text), tone]]


def take(request: HttpRequest) -> list[Word]:
    """Return what is to be shown, once."""
    if _KEY not in request.session:
        return []
    return [Word(text, tone) for text, tone in request.session.pop(_KEY)]
