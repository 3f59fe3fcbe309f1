"""What the planner is to believe of an estate's share in the table, however few rows it was last counted on.

Counted on the first rows of many estates, the table seems to have one row in each. Then every row that refers to it
is looked for through any index that begins with the estate, and finds all rows of a large new estate: entering a house
ledger of 100,000 rows did not end.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0009_files_of_ledgers_are_deleted")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person ALTER COLUMN estate_id SET (n_distinct = -0.001)",
            "ALTER TABLE people_person ALTER COLUMN estate_id RESET (n_distinct)",
        )
    ]
