"""`{{ state|state_word }}`: an estate's state in the reader's words; `{{ day|short_day }}`: a day for the wall."""

from datetime import date, datetime

from django import template

from laoyou.core.calendar import CITY_TIME
from laoyou.platforms.supervision.words import state_word

register = template.Library()
register.filter("state_word", state_word)


@register.filter
def short_day(value: date | datetime) -> str:
    """Return 23-04-30."""
    on = value.astimezone(CITY_TIME).date() if isinstance(value, datetime) else value
    return f"{on:%y-%m-%d}"
