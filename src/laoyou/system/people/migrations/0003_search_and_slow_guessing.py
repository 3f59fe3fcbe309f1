from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Collate, Right


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="telephone_tail",
            field=models.GeneratedField(
                expression=Right("telephone", 4), output_field=models.CharField(max_length=4), db_persist=True
            ),
        ),
        migrations.RemoveIndex(model_name="person", name="person_by_name"),
        migrations.RemoveIndex(model_name="person", name="person_by_initials"),
        migrations.AddIndex(
            model_name="person", index=models.Index("estate_id", Collate("name", "C"), name="person_by_name")
        ),
        migrations.AddIndex(
            model_name="person", index=models.Index("estate_id", Collate("initials", "C"), name="person_by_initials")
        ),
        migrations.AddIndex(
            model_name="person", index=models.Index(fields=["estate_id", "telephone_tail"], name="person_by_tail")
        ),
        migrations.CreateModel(
            name="TryCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("window_starts_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
            ],
            options={"db_table": "people_try_count"},
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name="staff_role_period"
            ),
        ),
        migrations.AddIndex(
            model_name="staffrole", index=models.Index(fields=["organisation", "role"], name="staff_role_by_place")
        ),
    ]
