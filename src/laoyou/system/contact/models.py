"""The tables of conversations."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

OPEN = ["asking", "waiting", "talking"]


class Conversation(EstateRow):
    """会话 of a resident, about a home, with the desk of a company; or a call or visit that was written down.

    `last_seq` counts its messages: whoever adds one holds this row, so their order is that of the commits.
    `asker_seq` is the resident's last message, `reply_seq` the last one for the resident; the read marks tell what each
    side has seen. `waiting_at`: a person was asked for; `answered_at`: first answered by one.
    """

    channel = models.CharField(max_length=10, default="chat")
    home_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=8, default="asking")
    seat_user_id = models.BigIntegerField(null=True)
    seat_name = models.CharField(max_length=100, default="")
    is_danger = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    waiting_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, default="")
    last_seq = models.IntegerField(default=0)
    asker_seq = models.IntegerField(default=0)
    reply_seq = models.IntegerField(default=0)
    resident_read = models.IntegerField(default=0)
    seat_read = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=80, default="")
    rating = models.SmallIntegerField(null=True)
    rating_text = models.CharField(max_length=500, default="")

    class Meta(EstateRow.Meta):
        db_table = "contact_conversation"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "home_id", "user_id"],
                condition=Q(state__in=OPEN, user_id__isnull=False),
                name="conversation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["chat", "telephone", "counter"]), name="conversation_channel"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asking", "waiting"], seat_user_id__isnull=True, ended_at__isnull=True)
                | Q(state__in=["talking"], seat_user_id__isnull=False, ended_at__isnull=True)
                | Q(state__in=["ended"], ended_at__isnull=False, ended_by__in=["resident", "seat"]),
                name="conversation_state",
            ),
            models.CheckConstraint(
                condition=Q(resident_read__lte=F("last_seq"), seat_read__lte=F("last_seq")), name="conversation_read"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="conversation_rating"
            ),
        ]
        indexes = [
            models.Index(
                fields=["estate_id", "state", "waiting_at"], name="conversation_open", condition=Q(state__in=OPEN)
            ),
            models.Index(fields=["company_id", "waiting_at"], name="conversation_queue", condition=Q(state="waiting")),
            models.Index(fields=["estate_id", "-last_at"], name="conversation_by_age"),
            models.Index(fields=["estate_id", "home_id", "-opened_at"], name="conversation_by_home"),
        ]


class ChatMessage(EstateRow):
    """What was said. `seq` is its place, `client_id` the name its device gave it: sent twice, it is said once.

    Append-only. The system's lines keep their word in `text` and the parameters in `details`.
    """

    conversation = belongs_to("contact.Conversation", related_name="messages")
    seq = models.IntegerField()
    client_id = models.CharField(max_length=60)
    author = models.CharField(max_length=10)
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=100, default="")
    kind = models.CharField(max_length=8, default="text")
    text = models.CharField(max_length=2000, default="")
    details = models.JSONField(default=dict)
    file = belongs_to("infra.StoredFile", null=True)
    card = models.CharField(max_length=10, default="")
    card_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "contact_message"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "conversation", "seq"], name="chat_message_place"),
            models.UniqueConstraint(fields=["estate_id", "conversation", "client_id"], name="chat_message_once"),
            models.CheckConstraint(
                condition=Q(author__in=["resident", "seat", "first_line", "system"]), name="chat_message_author"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "note"], file__isnull=True, card="")
                | Q(kind__in=["picture", "voice"], file__isnull=False, card="")
                | Q(kind="card", file__isnull=True, card__in=["bill", "request"], card_id__isnull=False),
                name="chat_message_kind",
            ),
            models.CheckConstraint(condition=Q(author="seat") | ~Q(kind="note"), name="chat_note_of_seat"),
        ]


class SeatShift(EstateRow):
    """A person of a company at the desk, from when until when. The centre's own affair: estate 0."""

    company_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "contact_seat_shift"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="seat_shift_times"),
        ]
        indexes = [models.Index(fields=["estate_id", "company_id", "ends_at"], name="seat_shift_by_company")]
