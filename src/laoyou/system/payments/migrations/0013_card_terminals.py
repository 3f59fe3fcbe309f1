"""Money taken by a card terminal: the card's last four digits, and days of terminals to be reconciled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_moves_of_money_and_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="card_tail",
            field=models.CharField(default="", max_length=4),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("card_tail", ""), models.Q(("card_tail__regex", "^[0-9]{4}$"), ("channel", "pos")), _connector="OR"
                ),
                name="card_tail_of_four_digits",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="channelday",
            name="channel_day_channel",
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ("wechat", "alipay", "pos"))), name="channel_day_channel"
            ),
        ),
    ]
