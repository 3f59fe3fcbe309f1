"""Credit given back says whether it is what the owners of before had left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_credit_given_back_and_money_taken_back")]

    operations = [
        migrations.AddField(model_name="giveback", name="is_former_owners", field=models.BooleanField(default=False)),
    ]
