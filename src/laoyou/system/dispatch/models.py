"""The tables of dispatch, all with estate_id 0: a proposal is the company's, over all estates that it serves."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to


class DayPlan(EstateRow):
    """A day of a company's crews as the planner proposes it. `figures` are what the day costs before and after.

    `cause_estate_id` and `cause_order_id` name the order that made it, by plain numbers. `moved` are the orders that
    had moved on by themselves when the plan was accepted, each with what stood in the way.
    """

    organisation_id = models.BigIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=12, default="proposed")
    cause = models.CharField(max_length=12)
    cause_estate_id = models.BigIntegerField(null=True)
    cause_order_id = models.BigIntegerField(null=True)
    planned_from = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=100, default="")
    seconds = models.DecimalField(max_digits=6, decimal_places=2)
    seed = models.IntegerField()
    figures = models.JSONField(default=dict)
    moved = models.JSONField(default=list)

    class Meta(EstateRow.Meta):
        db_table = "dispatch_day_plan"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(estate_id=0), name="day_plan_of_the_centre"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "refused", "superseded"]), name="day_plan_state"
            ),
            models.CheckConstraint(condition=Q(cause__in=["asked", "urgent", "cancelled"]), name="day_plan_cause"),
            models.UniqueConstraint(
                fields=["estate_id", "organisation_id", "day"],
                condition=Q(state="proposed"),
                name="one_proposal_of_a_day",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "organisation_id", "-made_at"], name="day_plan_by_company")]


class PlanStop(EstateRow):
    """What a proposal says of one order, named with its estate by plain numbers: crew and times, or why it has none.

    `was_crew_id` and `was_starts_at` are how it stood when the plan was made, `order_version` its step then.
    Append-only.
    """

    plan = belongs_to("dispatch.DayPlan", related_name="stops")
    served_estate_id = models.BigIntegerField()
    order_id = models.BigIntegerField()
    order_version = models.IntegerField()
    crew_id = models.BigIntegerField(null=True)
    second_crew_id = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    was_crew_id = models.BigIntegerField(null=True)
    was_starts_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=16, default="")

    class Meta(EstateRow.Meta):
        db_table = "dispatch_plan_stop"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "plan", "served_estate_id", "order_id"], name="order_once_in_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(crew_id__isnull=True, starts_at__isnull=True, ends_at__isnull=True)
                | Q(crew_id__isnull=False, starts_at__isnull=False, ends_at__gt=F("starts_at"), why=""),
                name="plan_stop_has_crew_or_reason",
            ),
        ]
