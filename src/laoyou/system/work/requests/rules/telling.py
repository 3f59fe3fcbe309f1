"""The sentence of each kind of line in a request's timeline, with the picture beside it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.errors import mark


class Line(StrEnum):
    CAME = "came"
    TAKEN = "taken"
    SAID = "said"
    ORDERED = "ordered"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    PAUSED = "paused"
    RESUMED = "resumed"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    LAPSED = "lapsed"
    ME_TOO = "me_too"
    CORRECTED = "corrected"
    ESCALATED = "escalated"
    MERGED = "merged"
    FOLLOWED_UP = "followed_up"
    ORDER_ENDED = "order_ended"
    OPENED = "opened"


SENTENCES: Mapping[Line, str] = {
    Line.CAME: mark("We have received it"),
    Line.TAKEN: mark("%(name)s looks after it"),
    Line.SAID: mark("%(name)s writes"),
    Line.ORDERED: mark("Work order %(order)s is made"),
    Line.ON_THE_WAY: mark("%(crew)s is on the way"),
    Line.ARRIVED: mark("%(crew)s has arrived and is at work"),
    Line.PAUSED: mark("It has to wait: the clocks stand still"),
    Line.RESUMED: mark("It goes on"),
    Line.ANSWERED: mark("Done, please look at it"),
    Line.CONFIRMED: mark("Closed, rated %(rating)s of 5"),
    Line.REOPENED: mark("Taken up again"),
    Line.LAPSED: mark("Closed, as no word came within the asking period"),
    Line.ME_TOO: mark("A neighbour has the same trouble"),
    Line.CORRECTED: mark("Now listed as: %(category)s"),
    Line.ESCALATED: mark("Passed on: %(receiver)s"),
    Line.MERGED: mark("The same as %(other)s: both are looked after together"),
    Line.FOLLOWED_UP: mark("We asked how it went: %(outcome)s"),
    Line.ORDER_ENDED: mark("Work order %(order)s was cancelled"),
    Line.OPENED: mark("%(name)s opened the telephone number"),
}
ICONS: Mapping[Line, str] = {
    Line.CAME: "inbox",
    Line.TAKEN: "user-check",
    Line.SAID: "message",
    Line.ORDERED: "clipboard-list",
    Line.ON_THE_WAY: "bike",
    Line.ARRIVED: "tool",
    Line.PAUSED: "player-pause",
    Line.RESUMED: "player-play",
    Line.ANSWERED: "circle-check",
    Line.CONFIRMED: "mood-smile",
    Line.REOPENED: "refresh",
    Line.LAPSED: "hourglass",
    Line.ME_TOO: "users",
    Line.CORRECTED: "pencil",
    Line.ESCALATED: "arrow-up",
    Line.MERGED: "copy",
    Line.FOLLOWED_UP: "phone",
    Line.ORDER_ENDED: "ban",
    Line.OPENED: "eye",
}


class Outcome(StrEnum):
    """What came of asking after a closed request."""

    CONTENT = "content"
    NOT_CONTENT = "not_content"
    NOT_REACHED = "not_reached"


OUTCOME_NAMES: Mapping[str, str] = {
    Outcome.CONTENT: mark("content"),
    Outcome.NOT_CONTENT: mark("not content"),
    Outcome.NOT_REACHED: mark("not reached"),
}
