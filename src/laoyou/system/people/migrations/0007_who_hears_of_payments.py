from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_staff_sign_in_by_password")]

    operations = [
        migrations.AddField("user", "hears_of_payments", models.BooleanField(default=True, db_default=True)),
    ]
