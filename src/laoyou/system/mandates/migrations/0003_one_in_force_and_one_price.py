"""A mandate can be withdrawn. On a day: at most one in force per estate and company, one price of a kind, and one
tariff of an item per home.

Plain GiST over one-number ranges, as in the other guards, so that no extension is needed; texts stand in by their hash.
"""

from django.db import migrations, models
from django.db.models import Q


def _only(column: str) -> str:
    return f"int8range({column}, {column}, '[]') WITH &&"


def _hashed(text: str) -> str:
    return f"int8range(hashtextextended({text}, 0), hashtextextended({text}, 0), '[]') WITH &&"


def one_on_a_day(table: str, name: str, *keys: str, where: str = "true") -> migrations.RunSQL:
    period = "daterange(starts_on, ends_before) WITH &&"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name}"
        f" EXCLUDE USING gist ({', '.join((_only('estate_id'), *keys, period))}) WHERE ({where})",
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
        one_on_a_day(
            *("mandates_mandate", "mandate_one_in_force", _only("company_id")),
            where="state IN ('in_force', 'ended')",
        ),
        one_on_a_day(
            *("mandates_tariff", "tariff_one_default", _hashed("item || '/' || home_kind")),
            where="is_default",
        ),
        one_on_a_day(
            *("mandates_tariff", "tariff_one_of_a_name", _hashed("item || '/' || name")),
            where="NOT is_default",
        ),
        one_on_a_day("mandates_home_tariff", "home_tariff_one_of_an_item", _only("home_id"), _hashed("item")),
    ]
