"""The plumbing's own tables."""

from django.db import models

from laoyou.core.work import WorkState
from laoyou.infra.tables import EstateRow


class AuditRow(EstateRow):
    """One act, told so that it can be read as a sentence later (infra.audit). Append-only."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    reason = models.TextField(default="")
    details = models.JSONField(default=dict)

    class Meta(EstateRow.Meta):
        db_table = "infra_audit"
        indexes = [
            models.Index(fields=["estate_id", "-at"], name="audit_by_time"),
            models.Index(fields=["estate_id", "subject", "subject_id"], name="audit_by_subject"),
        ]


class StateMove(EstateRow):
    """One step of a row's life (infra.states): from, to, who, when, why. `details` keeps what the step overwrote.

    Append-only.
    """

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, default="")
    details = models.JSONField(default=dict)
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=100, default="")
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "infra_state_move"
        indexes = [models.Index(fields=["estate_id", "subject", "subject_id"], name="state_move_by_subject")]


class Work(EstateRow):
    """Long work that a person can leave and find again: an import, a billing run, an export."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=WorkState.WAITING.value)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    result = models.JSONField(default=dict)
    message = models.TextField(default="")
    started_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "infra_work"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in WorkState]), name="work_state"
            ),
            models.CheckConstraint(condition=models.Q(done__gte=0, total__gte=0), name="work_counts"),
        ]


class LiveEvent(EstateRow):
    """A change that open pages want to hear of. Kept a day, so that a broken line can catch up."""

    topic = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "infra_live_event"
        indexes = [models.Index(fields=["estate_id", "topic", "id"], name="live_by_topic")]


class StoredFile(EstateRow):
    """A file that somebody handed in. The bytes lie in the file store under `key`, never in the database."""

    key = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=40)
    stored_by = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "infra_file"


class Message(EstateRow):
    """A message to a person, written in the transaction of the fact it tells and sent after it."""

    channel = models.CharField(max_length=20)
    receiver = models.CharField(max_length=60)
    text = models.TextField()
    fact_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "infra_message"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "receiver", "channel", "fact_key"], name="message_once_per_fact"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "-created_at"], name="message_by_time")]
