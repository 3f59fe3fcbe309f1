from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_receipt_counters_and_guards_of_orders")]

    operations = [
        migrations.AddField(
            model_name="payment", name="taken_by_name", field=models.CharField(default="", max_length=80)
        ),
    ]
