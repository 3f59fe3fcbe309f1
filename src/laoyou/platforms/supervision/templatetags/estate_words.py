"""{{ state|state_word }}: an estate's state in the reader's language."""

from django import template

from laoyou.platforms.supervision.words import state_word

register = template.Library()
register.filter("state_word", state_word)
