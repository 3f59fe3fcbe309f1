"""What a company keeps in stock; until when a contractor's link opens."""

from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0003_around_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="contractor_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=10)),
                ("cost_fen", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
            ],
            options={
                "db_table": "work_material",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_material_estate_row"),
                    models.CheckConstraint(condition=models.Q(("estate_id", 0)), name="material_of_the_centre"),
                    models.CheckConstraint(condition=models.Q(("cost_fen__gte", 0)), name="material_cost"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_before__isnull", True), ("ends_before__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="material_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_before__isnull", True)),
                        fields=("estate_id", "organisation_id", "name"),
                        name="material_once",
                    ),
                ],
            },
        ),
        *estate_rows_only("work_material"),
        *only_these_change("work_material", "ends_before"),
    ]
