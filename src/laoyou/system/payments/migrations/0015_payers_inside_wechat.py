"""Who a payer is inside WeChat, unreadable at rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0014_transfers_by_bank"),
    ]

    operations = [
        migrations.CreateModel(
            name="WechatPayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("appid", models.CharField(max_length=32)),
                ("mark", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("learnt_at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_wechat_payer",
                "constraints": [models.UniqueConstraint(fields=("user_id", "appid", "mark"), name="wechat_payer_once")],
            },
        ),
    ]
