from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, same_estate


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("places", "0002_guards")]

    operations = [
        same_estate("people_home_bond", "home_id", "places_home"),
        same_estate("people_home_bond", "person_id", "people_person"),
        same_estate("people_delegation", "person_id", "people_person"),
        same_estate("people_personal_data_opening", "person_id", "people_person"),
        same_estate("people_imported_sheet", "file_id", "infra_file"),
        *estate_rows_only(
            "people_person",
            "people_home_bond",
            "people_delegation",
            "people_personal_data_opening",
            "people_imported_sheet",
        ),
        *append_only("people_personal_data_opening"),
    ]
