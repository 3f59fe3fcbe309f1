from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="division",
            name="level",
            field=models.CharField(max_length=16),
        ),
        migrations.AddField(
            model_name="estate",
            name="opened_by_company_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="estate",
            index=models.Index(fields=["opened_by_company_id"], name="estate_by_opener"),
        ),
    ]
