"""A mandate can be withdrawn. On a day: at most one in force per estate and company, one price of a kind, and one
tariff of an item per home.

Plain GiST over points (estate, number), as in the other guards, so that no extension is needed; a text stands in by
its hash.
"""

from django.db import migrations, models
from django.db.models import Q


def one_on_a_day(table: str, name: str, *numbers: str, where: str = "true") -> migrations.RunSQL:
    keys = ", ".join(f"point(estate_id, {number}) WITH ~=" for number in numbers)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name}"
        f" EXCLUDE USING gist ({keys}, daterange(starts_on, ends_before) WITH &&) WHERE ({where})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("mandates", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="mandate", name="mandate_state"),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=Q(state__in=["draft", "in_force", "ended", "withdrawn"]), name="mandate_state"
            ),
        ),
        one_on_a_day("mandates_mandate", "mandate_one_in_force", "company_id", where="state IN ('in_force', 'ended')"),
        one_on_a_day("mandates_tariff", "tariff_one_default", "hashtext(item || '/' || home_kind)", where="is_default"),
        one_on_a_day(
            "mandates_tariff", "tariff_one_of_a_name", "hashtext(item || '/' || name)", where="NOT is_default"
        ),
        # One tariff of an item holds more than one row of the same tariff apart: the older guard is part of this one.
        migrations.RunSQL(
            "ALTER TABLE mandates_home_tariff DROP CONSTRAINT mandates_home_tariff_home_id_tariff_id_no_overlap",
            "ALTER TABLE mandates_home_tariff ADD CONSTRAINT mandates_home_tariff_home_id_tariff_id_no_overlap"
            " EXCLUDE USING gist (point(estate_id, home_id) WITH ~=, point(estate_id, tariff_id) WITH ~=,"
            " daterange(starts_on, ends_before) WITH &&)",
        ),
        one_on_a_day("mandates_home_tariff", "home_tariff_one_of_an_item", "home_id", "hashtext(item)"),
    ]
