"""The tables of budgets. They belong to the ledger, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

FUNDS = ["service", "common_income", "maintenance", "subsidy"]
STATES = ["drafted", "open", "adopted", "superseded", "dropped"]


class Budget(EstateRow):
    """预算 of one fund and year. Its lines change while it is drafted, and never again.

    `first_month` to `last_month` are the months of the year before that it was drafted from; `revises` the adopted
    version that a revised one is to replace.
    """

    fund = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    version = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="drafted")
    revises = belongs_to("ledger.Budget", null=True)
    first_month = models.DateField(null=True)
    last_month = models.DateField(null=True)
    left_out_month = models.DateField(null=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_by_name = models.CharField(max_length=60)
    drafted_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    comments_until = models.DateField(null=True)
    basis = models.CharField(max_length=16, default="")
    basis_text = models.CharField(max_length=200, default="")
    document = belongs_to("infra.StoredFile", null=True)
    adopted_on = models.DateField(null=True)
    adopted_by = models.BigIntegerField(null=True)
    adopted_by_name = models.CharField(max_length=60, default="")
    adopted_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "fund", "year", "version"], name="budget_version_once"),
            models.UniqueConstraint(
                fields=["estate_id", "fund", "year"],
                condition=Q(state__in=["drafted", "open"]),
                name="one_budget_in_the_making",
            ),
            models.UniqueConstraint(
                fields=["estate_id", "fund", "year"], condition=Q(state="adopted"), name="one_adopted_budget"
            ),
            models.CheckConstraint(condition=Q(fund__in=FUNDS), name="budget_fund"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="budget_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "adopted", "superseded"])
                | Q(opened_at__isnull=False, comments_until__isnull=False),
                name="open_budget_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "superseded"])
                | (
                    Q(basis__in=["assembly_vote", "mandate_clause"])
                    & ~Q(basis_text="")
                    & Q(
                        document__isnull=False,
                        adopted_on__isnull=False,
                        adopted_by__isnull=False,
                        adopted_at__isnull=False,
                    )
                ),
                name="adopted_budget_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True)
                | (
                    (Q(drafted_by__isnull=True) | ~Q(adopted_by=F("drafted_by")))
                    & (Q(opened_by__isnull=True) | ~Q(adopted_by=F("opened_by")))
                ),
                name="budget_needs_a_second_person",
            ),
        ]


class BudgetLine(EstateRow):
    """One account of a budget. `actual_fen` is what it came to in the months that the draft stands on."""

    budget = belongs_to("ledger.Budget", related_name="lines")
    account = models.SmallIntegerField()
    actual_fen = models.BigIntegerField()
    drafted_fen = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    note = models.CharField(max_length=200, default="")

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "budget", "account"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="budget_line_not_below_zero"),
            models.CheckConstraint(
                condition=Q(account=11) | Q(account__range=(40, 44)) | Q(account__range=(50, 59)),
                name="budget_line_account",
            ),
        ]


class BudgetMove(EstateRow):
    """A step in the life of a budget. Append-only."""

    budget = belongs_to("ledger.Budget", related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_move"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(to_state__in=STATES), name="budget_move_state"),
        ]
        indexes = [models.Index(fields=["estate_id", "budget", "id"], name="budget_move_by_budget")]


class BudgetComment(EstateRow):
    """What an owner says of an open budget. Append-only; everybody reads it, without the name."""

    budget = belongs_to("ledger.Budget", related_name="comments")
    home_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    author_name = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_comment"
        constraints = [*EstateRow.Meta.constraints]
        indexes = [models.Index(fields=["estate_id", "budget", "id"], name="budget_comment_by_budget")]


class BudgetAnswer(EstateRow):
    """What the company answers to a comment: once, for everybody to read. Append-only."""

    comment = belongs_to("ledger.BudgetComment", related_name="answers")
    text = models.CharField(max_length=500)
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_answer"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "comment"], name="budget_comment_answered_once"),
        ]


class BudgetPolicy(EstateRow):
    """From a day on: which difference between budget and books asks for a word, and how long comments run.

    The newest row that has begun holds. Append-only.
    """

    starts_on = models.DateField()
    percent = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    comment_days = models.SmallIntegerField()
    source = models.CharField(max_length=200)
    set_by = models.BigIntegerField(null=True)
    set_by_name = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_policy"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100), amount_fen__gte=0, comment_days__range=(1, 90)),
                name="budget_policy_figures",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "-starts_on", "-id"], name="budget_policy_newest")]


class BudgetExplanation(EstateRow):
    """Why an account is apart from its budget at a month's end, with both figures of then.

    The newest of a line holds. Append-only.
    """

    budget = belongs_to("ledger.Budget", related_name="explanations")
    month = models.DateField()
    account = models.SmallIntegerField()
    expected_fen = models.BigIntegerField()
    actual_fen = models.BigIntegerField()
    text = models.CharField(max_length=300)
    written_by = models.BigIntegerField(null=True)
    written_by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_budget_explanation"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(month__day=1), name="explanation_first_day"),
        ]
        indexes = [models.Index(fields=["estate_id", "budget", "month", "account", "id"], name="explanation_by_line")]
