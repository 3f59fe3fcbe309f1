"""Expected failures. A refusal is not a fault: it says what to do, in the reader's language, at the edge."""

from __future__ import annotations

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
