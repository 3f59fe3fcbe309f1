"""A mandate comes in force on paper, by a second person."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("mandates", "0003_one_in_force_and_one_price")]

    operations = [
        migrations.AddField(model_name="mandate", name="drafted_by", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="mandate", name="edited_by", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="mandate", name="put_in_force_by", field=models.BigIntegerField(null=True)),
        migrations.RunSQL(
            "UPDATE mandates_mandate SET put_in_force_by = split_part(step.actor, ':', 2)::bigint"
            " FROM mandates_mandate_move step WHERE step.estate_id = mandates_mandate.estate_id"
            " AND step.mandate_id = mandates_mandate.id AND step.to_state = 'in_force' AND step.actor LIKE 'staff:%'",
            migrations.RunSQL.noop,
        ),
        # What was in force before goes on; its paper can be uploaded at any time.
        AddConstraintNotValid(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(document__isnull=False, put_in_force_by__isnull=False)
                & (Q(drafted_by__isnull=True) | ~Q(drafted_by=F("put_in_force_by")))
                & (Q(edited_by__isnull=True) | ~Q(edited_by=F("put_in_force_by"))),
                name="mandate_in_force_on_paper_by_two",
            ),
        ),
    ]
