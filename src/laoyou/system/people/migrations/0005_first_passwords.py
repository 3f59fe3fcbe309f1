"""A password that somebody else gave is a first one: its owner replaces it at sign-in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_one_employer_of_a_login")]

    operations = [
        migrations.AddField(model_name="user", name="has_first_password", field=models.BooleanField(default=False)),
    ]
