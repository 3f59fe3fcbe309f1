"""What people can do about users, organisations, persons and their bonds: one function each."""

from laoyou.system.people.use_cases.preferences import set_preferences

__all__ = ["set_preferences"]
