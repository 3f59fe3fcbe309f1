"""Expected failures. A refusal is not a fault: it says what to do, in the reader's language, at the edge."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar


def mark(sentence: str) -> str:
    """Return the sentence unchanged; marks it for the translators, who read the source with a tool."""
    return sentence


class Refusal(Exception):
    """Something a person asked for that the rules don't allow, with the sentence that tells them what to do.

    `code` is stable and for machines. `sentence` is English with %(named)s parameters; a platform translates the
    sentence first and fills in `params` afterwards.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = mark("This is not possible.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(Refusal):
    """Not there, or not yours: from outside the two look the same."""

    code = "not_found"
    sentence = mark("This does not exist, or it is not yours to see.")


class NotAllowed(Refusal):
    """You see it, but this act needs a right that you don't have."""

    code = "not_allowed"
    sentence = mark("You don't have the right to do this. Ask the manager of your centre.")


class Several(Refusal):
    """All that is wrong with what was given, so that a form shows each at its field. Read alone it says the first."""

    code = "several"

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__()
        self.refusals = refusals
        self.sentence = refusals[0].sentence  # type: ignore[misc]
        self.params = refusals[0].params


class Checks:
    """Looks at one thing after the other and refuses all that is wrong at once.

    >>> checks = Checks()
    >>> for name in ("Li", ""):
    ...     with checks:
    ...         if not name:
    ...             raise Refusal
    >>> checks.end()
    Traceback (most recent call last):
    laoyou.core.errors.Refusal: This is not possible.

    What is not found or not allowed, and what is no refusal, goes through at once.
    """

    def __init__(self) -> None:
        self._refusals: list[Refusal] = []

    def __enter__(self) -> None:
        """Begin a check, whose refusal is kept for the end."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, NotFound | NotAllowed):
            return False
        self._refusals += error.refusals if isinstance(error, Several) else (error,)
        return True

    def end(self) -> None:
        """Raises: what was refused, as one refusal or `Several`; nothing when all was well."""
        if len(self._refusals) > 1:
            raise Several(tuple(self._refusals))
        if self._refusals:
            raise self._refusals[0]
