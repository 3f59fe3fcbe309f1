"""Services that homes order by choice: price list, orders, and how they moved."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [("places", "0001_tables"), ("mandates", "0001_tables"), ("billing", "0015_meters")]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("mandate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("text", models.CharField(default="", max_length=200)),
                ("unit", models.CharField(max_length=20)),
                ("price_fen", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
            ],
            options={
                "db_table": "billing_offer",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_offer_estate_row"),
                    models.CheckConstraint(condition=models.Q(("price_fen__gt", 0)), name="offer_price"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_before__isnull", True), ("ends_before__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="offer_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_before__isnull", True)),
                        fields=("estate_id", "name"),
                        name="offer_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=20)),
                ("quantity", models.SmallIntegerField()),
                ("price_fen", models.BigIntegerField()),
                ("note", models.CharField(default="", max_length=200)),
                ("wanted_on", models.DateField()),
                ("consent", models.CharField(max_length=10)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("done_on", models.DateField(null=True)),
                (
                    "bill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.bill",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="bookings",
                        to="billing.offer",
                    ),
                ),
            ],
            options={
                "db_table": "billing_booking",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BookingMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("reason", models.CharField(default="", max_length=200)),
                ("actor", models.CharField(max_length=40)),
                ("actor_name", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "booking",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="moves",
                        to="billing.booking",
                    ),
                ),
            ],
            options={
                "db_table": "billing_booking_move",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "booking"], name="booking_move_by_booking")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_bookingmove_estate_row")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["estate_id", "state", "wanted_on"], name="booking_by_state"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["estate_id", "home_id"], name="booking_by_home"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_booking_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("bill__isnull", True),
                        ("done_on__isnull", True),
                        ("state__in", ["asked", "accepted", "cancelled"]),
                    ),
                    models.Q(("bill__isnull", False), ("done_on__isnull", False), ("state__in", ["done"])),
                    _connector="OR",
                ),
                name="booking_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_fen__gt", 0), ("quantity__range", (1, 99))), name="booking_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent__in", ["app", "telephone", "counter", "visit"])), name="booking_consent"
            ),
        ),
        same_estate("billing_offer", "mandate_id", "mandates_mandate"),
        same_estate("billing_booking", "home_id", "places_home"),
        same_estate("billing_booking", "offer_id", "billing_offer"),
        same_estate("billing_booking", "bill_id", "billing_bill"),
        same_estate("billing_booking_move", "booking_id", "billing_booking"),
        *estate_rows_only("billing_offer", "billing_booking", "billing_booking_move"),
        *only_these_change("billing_offer", "ends_before"),
        *only_these_change("billing_booking", "state", "done_on", "bill_id"),
        *append_only("billing_booking_move"),
    ]
