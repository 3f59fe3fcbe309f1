"""Conversations with the service desk, their messages, and who sits there when."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, same_estate, state_moves


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("infra", "0003_steps_of_states"),
        ("people", "0011_moves_of_ledgers"),
        ("places", "0006_supervisors_corrected_by_two"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("channel", models.CharField(default="chat", max_length=10)),
                ("home_id", models.BigIntegerField(null=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("company_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(default="", max_length=60)),
                ("state", models.CharField(default="asking", max_length=8)),
                ("seat_user_id", models.BigIntegerField(null=True)),
                ("seat_name", models.CharField(default="", max_length=100)),
                ("is_danger", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("waiting_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(default="", max_length=8)),
                ("last_seq", models.IntegerField(default=0)),
                ("asker_seq", models.IntegerField(default=0)),
                ("reply_seq", models.IntegerField(default=0)),
                ("resident_read", models.IntegerField(default=0)),
                ("seat_read", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("last_text", models.CharField(default="", max_length=80)),
                ("rating", models.SmallIntegerField(null=True)),
                ("rating_text", models.CharField(default="", max_length=500)),
            ],
            options={
                "db_table": "contact_conversation",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["asking", "waiting", "talking"])),
                        fields=["estate_id", "state", "waiting_at"],
                        name="conversation_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["company_id", "waiting_at"],
                        name="conversation_queue",
                    ),
                    models.Index(fields=["estate_id", "-last_at"], name="conversation_by_age"),
                    models.Index(fields=["estate_id", "home_id", "-opened_at"], name="conversation_by_home"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="contact_conversation_estate_row"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asking", "waiting", "talking"]), ("user_id__isnull", False)),
                        fields=("estate_id", "home_id", "user_id"),
                        name="conversation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["chat", "telephone", "counter"])),
                        name="conversation_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("seat_user_id__isnull", True),
                                ("state__in", ["asking", "waiting"]),
                            ),
                            models.Q(
                                ("ended_at__isnull", True), ("seat_user_id__isnull", False), ("state__in", ["talking"])
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__in", ["resident", "seat"]),
                                ("state__in", ["ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resident_read__lte", models.F("last_seq")), ("seat_read__lte", models.F("last_seq"))
                        ),
                        name="conversation_read",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                        name="conversation_rating",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatShift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("company_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "db_table": "contact_seat_shift",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "company_id", "ends_at"], name="seat_shift_by_company")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="contact_seatshift_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="seat_shift_times"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("seq", models.IntegerField()),
                ("client_id", models.CharField(max_length=60)),
                ("author", models.CharField(max_length=10)),
                ("user_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(default="", max_length=100)),
                ("kind", models.CharField(default="text", max_length=8)),
                ("text", models.CharField(default="", max_length=2000)),
                ("details", models.JSONField(default=dict)),
                ("card", models.CharField(default="", max_length=10)),
                ("card_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="infra.storedfile",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="messages",
                        to="contact.conversation",
                    ),
                ),
            ],
            options={
                "db_table": "contact_message",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="contact_chatmessage_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "conversation", "seq"), name="chat_message_place"),
                    models.UniqueConstraint(
                        fields=("estate_id", "conversation", "client_id"), name="chat_message_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author__in", ["resident", "seat", "first_line", "system"])),
                        name="chat_message_author",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("card", ""), ("file__isnull", True), ("kind__in", ["text", "note"])),
                            models.Q(("card", ""), ("file__isnull", False), ("kind__in", ["picture", "voice"])),
                            models.Q(
                                ("card__in", ["bill", "request"]),
                                ("card_id__isnull", False),
                                ("file__isnull", True),
                                ("kind", "card"),
                            ),
                            _connector="OR",
                        ),
                        name="chat_message_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", "seat"), models.Q(("kind", "note"), _negated=True), _connector="OR"
                        ),
                        name="chat_note_of_seat",
                    ),
                ],
            },
        ),
        same_estate("contact_conversation", "home_id", "places_home"),
        same_estate("contact_conversation", "person_id", "people_person"),
        same_estate("contact_message", "conversation_id", "contact_conversation"),
        same_estate("contact_message", "file_id", "infra_file"),
        *estate_rows_only("contact_conversation", "contact_message", "contact_seat_shift"),
        *append_only("contact_message"),
        *state_moves(
            "contact_conversation",
            {"asking": "waiting talking ended", "waiting": "talking ended", "talking": "waiting ended"},
        ),
    ]
