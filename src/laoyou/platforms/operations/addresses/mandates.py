"""Mandates and tariffs."""

from django.urls import path

from laoyou.platforms.operations import mandate_lists, mandates, tariffs

PATHS = [
    path("mandates", mandate_lists.mandates, name="mandates"),
    path("mandates.xlsx", mandate_lists.mandates_export, name="mandates_export"),
    path("mandates/new", mandate_lists.new_mandate, name="new_mandate"),
    path("estates/<int:estate_id>/mandates/draft", mandates.draft_mandate, name="draft_mandate"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/", mandates.mandate, name="mandate"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/edit", mandates.edit_draft, name="edit_draft"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/paper", mandates.document, name="mandate_document"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/public-copy", mandates.public_copy, name="public_copy"),
    path(
        "estates/<int:estate_id>/mandates/<int:mandate_id>/public-copy/show",
        mandates.show_public_copy,
        name="show_public_copy",
    ),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/attach", mandates.attach_document, name="attach_document"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/in-force", mandates.put_in_force, name="put_in_force"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/end", mandates.end_mandate, name="end_mandate"),
    path(
        "estates/<int:estate_id>/mandates/<int:mandate_id>/withdraw",
        mandates.withdraw_mandate,
        name="withdraw_mandate",
    ),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/tariffs", tariffs.set_tariff, name="set_tariff"),
    path(
        "estates/<int:estate_id>/mandates/<int:mandate_id>/take-over",
        tariffs.take_over_tariffs,
        name="take_over_tariffs",
    ),
    path("estates/<int:estate_id>/tariffs.xlsx", tariffs.tariffs_export, name="tariffs_export"),
    path("estates/<int:estate_id>/tariffs", tariffs.tariffs, name="tariffs"),
    path("estates/<int:estate_id>/tariffs/<int:tariff_id>/end", tariffs.end_tariff, name="end_tariff"),
    path("estates/<int:estate_id>/tariffs/<int:tariff_id>/drop", tariffs.drop_tariff, name="drop_tariff"),
]
