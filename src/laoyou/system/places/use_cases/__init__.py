"""What people can do with places, one function each."""

from laoyou.system.places.use_cases.corrections import ask_correction, decide_correction
from laoyou.system.places.use_cases.estates import edit_estate, follow_mandate, initials, move_estate, open_estate
from laoyou.system.places.use_cases.homes import (
    add_building,
    add_entrance,
    add_home,
    edit_home,
    rename_building,
    rename_entrance,
    set_area,
)
from laoyou.system.places.use_cases.parking import (
    add_parking_space,
    edit_parking_space,
    hold_parking_space,
    release_parking_space,
)

__all__ = [
    "add_building",
    "add_entrance",
    "add_home",
    "add_parking_space",
    "ask_correction",
    "decide_correction",
    "edit_estate",
    "edit_home",
    "edit_parking_space",
    "follow_mandate",
    "hold_parking_space",
    "initials",
    "move_estate",
    "open_estate",
    "release_parking_space",
    "rename_building",
    "rename_entrance",
    "set_area",
]
