"""A copy of a mandate's paper that anybody may see: signatures and numbers of people are covered on it."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import same_estate


class Migration(migrations.Migration):
    dependencies = [("mandates", "0005_one_company_at_a_time"), ("infra", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="public_copy",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="infra.storedfile",
            ),
        ),
        same_estate("mandates_mandate", "public_copy_id", "infra_file"),
    ]
