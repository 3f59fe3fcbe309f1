"""What is reported: each category with its usual kind, urgency, skill and minutes, and the picture people tap.

A category suggests; whoever reports, and the desk after them, may say otherwise (`suggesting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from laoyou.core.errors import mark


class Kind(StrEnum):
    REPAIR = "repair"
    COMPLAINT = "complaint"
    ADVICE = "advice"
    HELP = "help"


KIND_NAMES: Mapping[str, str] = {
    Kind.REPAIR: mark("Repair"),
    Kind.COMPLAINT: mark("Complaint or suggestion"),
    Kind.ADVICE: mark("Question"),
    Kind.HELP: mark("Call for help"),
}
URGENCY_NAMES: Mapping[int, str] = {
    0: mark("Danger, at once"),
    1: mark("Urgent, today"),
    2: mark("Ordinary"),
    3: mark("Can wait"),
}
LEAST_URGENT = max(URGENCY_NAMES)


@dataclass(frozen=True, slots=True)
class Category:
    """`skill` is what a crew needs for it, '' where words are the answer. `is_common`: mostly in common places."""

    code: str
    name: str
    icon: str
    kind: Kind
    urgency: int
    skill: str
    minutes: int
    is_common: bool = False
    is_usual: bool = True


CATEGORIES: Mapping[str, Category] = {
    each.code: each
    for each in (
        Category("water_leak", mark("Water leak, burst pipe"), "droplet", Kind.REPAIR, 1, "plumbing", 60),
        Category("drain_blocked", mark("Blocked drain"), "bucket-droplet", Kind.REPAIR, 2, "plumbing", 60),
        Category("power_out", mark("No electricity"), "plug-x", Kind.REPAIR, 1, "electrical", 45),
        Category("light_out", mark("Light is out"), "bulb-off", Kind.REPAIR, 2, "electrical", 30, is_common=True),
        Category("lift_stopped", mark("Lift stopped"), "elevator", Kind.REPAIR, 1, "lift", 60, is_common=True),
        Category("door_gate", mark("Door, gate, intercom"), "door", Kind.REPAIR, 2, "carpentry", 40, is_common=True),
        Category("roof_wall_leak", mark("Roof or wall leaks"), "home-x", Kind.REPAIR, 2, "carpentry", 90),
        Category("rubbish", mark("Rubbish"), "trash", Kind.REPAIR, 2, "cleaning", 30, is_common=True),
        Category("sanitation", mark("Dirt, mosquitoes, rats"), "wash", Kind.REPAIR, 2, "cleaning", 40, is_common=True),
        Category("weeds_trees", mark("Weeds and trees"), "trees", Kind.REPAIR, 3, "gardening", 60, is_common=True),
        Category("pests", mark("Termites, snakes, wasps"), "bug", Kind.REPAIR, 2, "cleaning", 40, is_common=True),
        Category("parking", mark("Parking in disorder"), "parking", Kind.COMPLAINT, 2, "guard", 20, is_common=True),
        Category("noise", mark("Noise"), "volume", Kind.COMPLAINT, 2, "guard", 20),
        Category(
            "fire_passage", mark("Fire passage blocked"), "fire-hydrant", Kind.REPAIR, 1, "guard", 20, is_common=True
        ),
        Category("gas_smell", mark("Smell of gas"), "flame", Kind.HELP, 0, "guard", 30),
        Category("trapped_in_lift", mark("Trapped in the lift"), "urgent", Kind.HELP, 0, "lift", 30, is_common=True),
        Category(
            "public_facility",
            *(mark("Public facility broken"), "barbell", Kind.REPAIR, 2, "carpentry", 45),
            is_common=True,
        ),
        Category("fees_question", mark("Question about fees"), "receipt-yuan", Kind.ADVICE, 3, "", 10),
        Category("service_complaint", mark("Complaint about service"), "mood-sad", Kind.COMPLAINT, 2, "", 20),
        Category("suggestion", mark("Suggestion"), "bulb", Kind.COMPLAINT, 3, "", 15),
        Category("help_at_home", mark("Help at home"), "heart-handshake", Kind.HELP, 2, "care", 60),
        Category("other", mark("Another matter"), "dots", Kind.REPAIR, 2, "", 30),
    )
}


def category_of(code: str) -> Category:
    """Return the category, “something else” for a code of none.

    >>> category_of("water_leak").skill, category_of("?").code
    ('plumbing', 'other')
    """
    return CATEGORIES.get(code, CATEGORIES["other"])
