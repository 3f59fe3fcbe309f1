"""Addresses of the service desk's conversations."""

from django.urls import path

from laoyou.platforms.operations import talks

_ONE = "desk/<int:estate_id>/<int:conversation_id>/"
PATHS = [
    path("desk/", talks.talks, name="talks"),
    path("desk/shift/", talks.talk_shift, name="talk_shift"),
    path("desk/call/", talks.write_down_talk, name="write_down_talk"),
    path("desk/figures/", talks.talk_figures, name="talk_figures"),
    path("desk/figures/figures.xlsx", talks.talk_figures_export, name="talk_figures_export"),
    path(f"{_ONE}heard/", talks.talk_heard, name="talk_heard"),
    path(f"{_ONE}say/", talks.talk_say, name="talk_say"),
    path(f"{_ONE}act/", talks.talk_act, name="talk_act"),
    path(f"{_ONE}number/", talks.talk_number, name="talk_number"),
    path(f"{_ONE}files/<int:file_id>/", talks.talk_file, name="talk_file"),
]
