"""The life of a conversation.

asking ──► waiting ──► talking ──► ended
   ╲          ╲  ◄────────┘          ▲
    ╲──────────╲─────────────────────┘

`asking`: the first line answers. `waiting`: a person was asked for. `talking`: a seat has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.errors import mark


class TalkState(StrEnum):
    ASKING = "asking"
    WAITING = "waiting"
    TALKING = "talking"
    ENDED = "ended"


MOVES: Mapping[TalkState, frozenset[TalkState]] = {
    TalkState.ASKING: frozenset({TalkState.WAITING, TalkState.TALKING, TalkState.ENDED}),
    TalkState.WAITING: frozenset({TalkState.TALKING, TalkState.ENDED}),
    TalkState.TALKING: frozenset({TalkState.WAITING, TalkState.ENDED}),
    TalkState.ENDED: frozenset(),
}
OPEN = (TalkState.ASKING, TalkState.WAITING, TalkState.TALKING)


class Author(StrEnum):
    RESIDENT = "resident"
    SEAT = "seat"
    FIRST_LINE = "first_line"
    SYSTEM = "system"


class MessageKind(StrEnum):
    """`card` points at a bill or a request; `note` is for colleagues only."""

    TEXT = "text"
    PICTURE = "picture"
    VOICE = "voice"
    CARD = "card"
    NOTE = "note"


class Line(StrEnum):
    """What the system says in a conversation."""

    WELCOME = "welcome"
    QUEUED = "queued"
    NOBODY = "nobody"
    TAKEN = "taken"
    HANDED = "handed"
    ENDED = "ended"
    DANGER = "danger"


SENTENCES: Mapping[Line, str] = {
    Line.WELCOME: mark("Hello, this is the service desk. Ask anything; a person answers as soon as one is free."),
    Line.QUEUED: mark("A person has been called. You can write on, nothing is lost."),
    Line.NOBODY: mark(
        "Nobody sits at the desk just now. Your words are kept and answered in the morning. "
        "If it can't wait, call %(telephone)s."
    ),
    Line.TAKEN: mark("%(name)s of the service desk is with you now."),
    Line.HANDED: mark("%(name)s carries on from here and knows what was said."),
    Line.ENDED: mark("The conversation has ended. Write again whenever you like."),
    Line.DANGER: mark(
        "Get everybody out of danger first. Fire: call 119. Somebody hurt: call 120. "
        "The person on duty has been called."
    ),
}
RATINGS = range(1, 6)
