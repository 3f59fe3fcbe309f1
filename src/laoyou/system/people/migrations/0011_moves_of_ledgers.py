from django.db import migrations

from laoyou.infra.schema import state_moves


class Migration(migrations.Migration):
    dependencies = [("people", "0010_an_estate_has_about_a_thousand")]

    operations = [
        *state_moves(
            "people_imported_sheet",
            {
                "read": "checked failed dropped",
                "checked": "read committing committed dropped",
                "committing": "committed failed",
                "failed": "read checked dropped",
            },
        ),
    ]
