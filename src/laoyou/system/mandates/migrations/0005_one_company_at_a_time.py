"""On a day at most one mandate is in force in an estate, whosever it is; prices are versioned by company.

So a draft of another company can plan its own prices, and neither ends nor blocks those of the company that serves.
"""

from django.db import migrations, models


def exclude(table: str, name: str, keys: str, where: str, before: str) -> list[migrations.RunSQL]:
    """Put a guard of overlapping days in place of one by other keys."""
    add = (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist"
        f" (point(estate_id, {{}}) WITH ~=, daterange(starts_on, ends_before) WITH &&) WHERE ({where})"
    )
    drop = f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    return [migrations.RunSQL(drop, add.format(before)), migrations.RunSQL(add.format(keys), drop)]


class Migration(migrations.Migration):
    dependencies = [("mandates", "0004_in_force_on_paper_by_two")]

    operations = [
        migrations.AddField(
            model_name="tariff", name="company_id", field=models.BigIntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL(
            "UPDATE mandates_tariff SET company_id = mandate.company_id FROM mandates_mandate mandate"
            " WHERE mandate.estate_id = mandates_tariff.estate_id AND mandate.id = mandates_tariff.mandate_id",
            migrations.RunSQL.noop,
        ),
        *exclude("mandates_mandate", "mandate_one_in_force", "0", "state IN ('in_force', 'ended')", "company_id"),
        *exclude(
            "mandates_tariff",
            "tariff_one_default",
            "hashtext(company_id || '/' || item || '/' || home_kind)",
            "is_default",
            "hashtext(item || '/' || home_kind)",
        ),
        *exclude(
            "mandates_tariff",
            "tariff_one_of_a_name",
            "hashtext(company_id || '/' || item || '/' || name)",
            "NOT is_default",
            "hashtext(item || '/' || name)",
        ),
    ]
