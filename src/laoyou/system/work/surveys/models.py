"""The tables of surveys and campaigns. They belong to work, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to


class SurveyTemplate(EstateRow):
    """What a company looks at when it comes into an estate; a row of the centre's (estate 0)."""

    organisation_id = models.BigIntegerField()
    points = models.JSONField()
    changed_by_name = models.CharField(max_length=100)
    changed_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_survey_template"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "organisation_id"], name="survey_template_once"),
            models.CheckConstraint(condition=Q(estate_id=0), name="survey_template_of_the_centre"),
        ]


class Survey(EstateRow):
    """排查. `points` are what was looked at, as the template had them when it began."""

    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    last_day = models.DateField()
    points = models.JSONField()
    state = models.CharField(max_length=8, default="going")
    started_by_name = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_survey"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(last_day__gte=F("starts_on")), name="survey_days"),
            models.CheckConstraint(condition=Q(state__in=["going", "done", "adopted"]), name="survey_state"),
        ]
        indexes = [models.Index(fields=["estate_id", "-starts_on"], name="survey_by_day")]


class SurveyPart(EstateRow):
    """A building, an entrance, a facility or the estate as a whole, with who walks through it."""

    survey = belongs_to("work.Survey", related_name="parts")
    part = models.CharField(max_length=8)
    building = belongs_to("places.Building", null=True)
    entrance = belongs_to("places.Entrance", null=True)
    facility = belongs_to("work.Facility", null=True)
    label = models.CharField(max_length=80)
    position = models.IntegerField()
    surveyor_id = models.BigIntegerField(null=True)
    surveyor_name = models.CharField(max_length=100, default="")
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=100, default="")

    class Meta(EstateRow.Meta):
        db_table = "work_survey_part"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "survey", "position"], name="survey_part_position"),
            models.CheckConstraint(
                condition=Q(part__in=["estate", "building", "entrance", "facility"]), name="survey_part_kind"
            ),
        ]


class Campaign(EstateRow):
    """专项行动. `cost_fen` is what is told to the residents; the books have what was paid."""

    name = models.CharField(max_length=60)
    goals = models.CharField(max_length=500)
    places = models.CharField(max_length=200, default="")
    starts_on = models.DateField()
    last_day = models.DateField()
    cost_fen = models.BigIntegerField(default=0)
    cost_note = models.CharField(max_length=200, default="")
    result = models.CharField(max_length=500, default="")
    thanks = models.CharField(max_length=500, default="")
    state = models.CharField(max_length=10, default="planned")
    planned_by_name = models.CharField(max_length=100)
    planned_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_campaign"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(last_day__gte=F("starts_on")), name="campaign_days"),
            models.CheckConstraint(condition=Q(cost_fen__gte=0), name="campaign_cost"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "going", "done", "cancelled"]), name="campaign_state"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "-starts_on"], name="campaign_by_day")]


class CampaignPerson(EstateRow):
    """Somebody who took part, staff or volunteer, and for how long. Residents read the name as it stands here."""

    campaign = belongs_to("work.Campaign", related_name="people")
    name = models.CharField(max_length=40)
    is_volunteer = models.BooleanField(default=False)
    people = models.SmallIntegerField(default=1)
    minutes = models.IntegerField()
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_campaign_person"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(minutes__gt=0, people__gt=0), name="campaign_person_time"),
        ]
        indexes = [models.Index(fields=["estate_id", "campaign"], name="campaign_person_by_campaign")]


class CampaignPair(EstateRow):
    """One place before and after, so that everybody sees what changed."""

    campaign = belongs_to("work.Campaign", related_name="pairs")
    place = models.CharField(max_length=80)
    before = belongs_to("infra.StoredFile", null=True)
    after = belongs_to("infra.StoredFile", null=True)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_campaign_pair"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="campaign_pair_has_a_picture"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "campaign"], name="campaign_pair_by_campaign")]


class Finding(EstateRow):
    """What was seen at a part, how bad it is (1 is the worst), and what becomes of it."""

    survey = belongs_to("work.Survey", related_name="findings")
    part = belongs_to("work.SurveyPart", related_name="findings")
    number = models.IntegerField()
    point = models.CharField(max_length=80, default="")
    severity = models.SmallIntegerField()
    place = models.CharField(max_length=80, default="")
    text = models.CharField(max_length=500)
    state = models.CharField(max_length=12, default="open")
    order_id = models.BigIntegerField(null=True)
    campaign = belongs_to("work.Campaign", null=True, related_name="findings")
    budget_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, default="")
    found_by = models.BigIntegerField(null=True)
    found_by_name = models.CharField(max_length=100)
    found_at = models.DateTimeField()
    client_id = models.CharField(max_length=40, null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_finding"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "survey", "number"], name="finding_number_once"),
            models.UniqueConstraint(fields=["estate_id", "client_id"], name="finding_once"),
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="finding_severity"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "ordered", "in_campaign", "in_budget", "accepted", "solved"]),
                name="finding_state",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "survey", "severity"], name="finding_worst_first"),
            models.Index(fields=["estate_id", "order_id"], name="finding_by_order"),
        ]


class FindingPhoto(EstateRow):
    """A photo of a finding. Append-only."""

    finding = belongs_to("work.Finding", related_name="photos")
    file = belongs_to("infra.StoredFile")
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_finding_photo"
        indexes = [models.Index(fields=["estate_id", "finding"], name="finding_photo_by_finding")]
