from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_parts_of_a_month_and_released_money")]

    operations = [
        migrations.AddField("monthfigures", "of_earlier_fen", models.BigIntegerField(default=0)),
        migrations.AddField("monthfigures", "billed_later_fen", models.BigIntegerField(default=0)),
    ]
