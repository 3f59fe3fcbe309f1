"""The file of a house ledger is deleted some days after it was entered or given up; the import says when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_who_keeps_the_merchant_account")]

    operations = [
        migrations.AddField(model_name="importedsheet", name="file_deleted_at", field=models.DateTimeField(null=True)),
    ]
