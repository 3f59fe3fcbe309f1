"""Facilities, their labels and certificates, and inspections."""

from django.urls import path

from laoyou.platforms.operations.facilities import inspections, one, register, rounds

PATHS = [
    path("facilities", register.facilities, name="facilities"),
    path("facilities.xlsx", register.facilities_export, name="facilities_export"),
    path("estates/<int:estate_id>/facilities", register.estate_facilities, name="estate_facilities"),
    path("estates/<int:estate_id>/facilities/add", register.add_facility, name="add_facility"),
    path("estates/<int:estate_id>/facilities/labels.pdf", one.facility_labels, name="facility_labels"),
    path("estates/<int:estate_id>/facilities/<int:facility_id>", one.facility, name="facility"),
    path("estates/<int:estate_id>/facilities/<int:facility_id>/edit", one.edit_facility, name="edit_facility"),
    path("estates/<int:estate_id>/facilities/<int:facility_id>/remove", one.remove_facility, name="remove_facility"),
    path(
        "estates/<int:estate_id>/facilities/<int:facility_id>/certificates",
        one.add_certificate,
        name="add_certificate",
    ),
    path(
        "estates/<int:estate_id>/facilities/<int:facility_id>/certificates/<int:paper_id>",
        one.certificate_file,
        name="certificate_file",
    ),
    path(
        "estates/<int:estate_id>/facilities/<int:facility_id>/photos/<int:file_id>",
        one.failure_photo,
        name="failure_photo",
    ),
    path(
        "estates/<int:estate_id>/facilities/<int:facility_id>/scanned",
        rounds.scanned_facility,
        name="scanned_facility",
    ),
    path("inspections", inspections.inspections, name="inspections"),
    path("inspections.xlsx", inspections.inspections_export, name="inspections_export"),
    path("estates/<int:estate_id>/inspections", inspections.estate_inspections, name="estate_inspections"),
    path("estates/<int:estate_id>/inspections/plan", inspections.set_plan, name="set_inspection_plan"),
    path("estates/<int:estate_id>/inspections/open", inspections.open_rounds, name="open_rounds"),
    path(
        "estates/<int:estate_id>/inspections/plans/<int:plan_id>/end", inspections.end_plan, name="end_inspection_plan"
    ),
    path("field/rounds", rounds.field_rounds, name="field_rounds"),
    path("estates/<int:estate_id>/rounds/<int:round_id>", rounds.inspection_round, name="inspection_round"),
    path("estates/<int:estate_id>/rounds/<int:round_id>/drop", inspections.drop_round, name="drop_round"),
    path(
        "estates/<int:estate_id>/rounds/<int:round_id>/<int:facility_id>",
        rounds.check_facility,
        name="check_facility",
    ),
]
