"""Where the pages of ends of mandates are."""

from django.urls import path

from laoyou.platforms.operations import endings

PATHS = [
    path("endings", endings.endings, name="endings"),
    path("estates/<int:estate_id>/endings/of/<int:mandate_id>", endings.ending_new, name="ending_new"),
    path(
        "estates/<int:estate_id>/endings/of/<int:mandate_id>.xlsx",
        endings.ending_new_export,
        name="ending_new_export",
    ),
    path("estates/<int:estate_id>/endings/<int:ending_id>", endings.ending, name="ending"),
    path("estates/<int:estate_id>/endings/<int:ending_id>/progress", endings.ending_progress, name="ending_progress"),
    path("estates/<int:estate_id>/endings/<int:ending_id>.xlsx", endings.ending_export, name="ending_export"),
    path("estates/<int:estate_id>/endings/<int:ending_id>/decision", endings.decide, name="decide_ending"),
    path("estates/<int:estate_id>/endings/<int:ending_id>/again", endings.again, name="ending_again"),
    path(
        "estates/<int:estate_id>/endings/<int:ending_id>/homes/<int:row_id>/pay-out",
        endings.pay_out,
        name="ending_pay_out",
    ),
    path(
        "estates/<int:estate_id>/endings/<int:ending_id>/homes/<int:row_id>/word", endings.take_word, name="ending_word"
    ),
]
