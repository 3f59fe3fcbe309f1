from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.ledger.budgets import cost_models, settlement_models  # noqa: F401 their tables are this package's
from laoyou.system.ledger.budgets import models as budget_models  # noqa: F401 its tables are this package's
from laoyou.system.ledger.leases import models as lease_models  # noqa: F401 and these

FUNDS = ("service", "common_income", "maintenance", "subsidy", "deposits", "credits")


class Entry(EstateRow):
    """凭证: one fact in the books. Append-only; corrected by a reversing entry."""

    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=80)
    posted_on = models.DateField()
    text = models.CharField(max_length=200)
    reverses = belongs_to("ledger.Entry", null=True)
    actor = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_entry"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "kind", "source"], name="a_fact_posts_once"),
            models.UniqueConstraint(
                fields=["estate_id", "reverses"], condition=Q(reverses__isnull=False), name="reversed_once"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "posted_on", "id"], name="entry_by_day")]


class Line(EstateRow):
    """One side of an entry in one fund: debit above zero, credit below. Each entry's lines sum to zero per fund."""

    entry = belongs_to("ledger.Entry", related_name="lines")
    line_number = models.SmallIntegerField()
    posted_on = models.DateField()
    fund = models.CharField(max_length=20)
    account = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    home_id = models.BigIntegerField(null=True)
    bill_id = models.BigIntegerField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "entry", "line_number"], name="line_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="line_not_zero"),
            models.CheckConstraint(condition=Q(fund__in=FUNDS), name="line_fund"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "posted_on", "fund", "account"], name="line_by_day"),
            models.Index(fields=["estate_id", "home_id"], name="line_by_home", condition=Q(home_id__isnull=False)),
            models.Index(fields=["estate_id", "bill_id"], name="line_by_bill", condition=Q(bill_id__isnull=False)),
            # An opening balance is a sum over years: read from the index alone.
            models.Index(
                fields=["estate_id", "fund", "posted_on"],
                name="line_of_money",
                condition=Q(account=10),
                include=["amount_fen"],
            ),
        ]


class Expense(EstateRow):
    """Money spent, or other income, with its voucher. Recorded by one person, approved by another; posted then.

    `direction` says which of the two: `out` is spent. Fees are never recorded here, they come from bills.
    """

    direction = models.CharField(max_length=3, default="out")
    fund = models.CharField(max_length=20)
    account = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    spent_on = models.DateField()
    payee = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="recorded")
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    once = models.CharField(max_length=40, default="", db_default="")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, default="")
    entry = belongs_to("ledger.Entry", null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_expense"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="expense_above_zero"),
            models.UniqueConstraint(
                fields=["estate_id", "recorded_by", "once"], condition=~Q(once=""), name="expense_recorded_once"
            ),
            models.CheckConstraint(condition=Q(fund__in=FUNDS), name="expense_fund"),
            models.CheckConstraint(
                condition=Q(direction="out", account__range=(50, 59))
                | Q(direction="out", account=22, fund="deposits")
                | Q(direction="in", account__range=(40, 49)),
                name="expense_direction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["recorded", "approved", "refused", "withdrawn"]), name="expense_state"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(state="withdrawn", decided_by=F("recorded_by"))
                | (~Q(state="withdrawn") & ~Q(decided_by=F("recorded_by"))),
                name="expense_needs_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False, entry__isnull=False),
                name="approved_expense_is_posted",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "-spent_on"], name="expense_by_state"),
            models.Index(fields=["estate_id", "entry"], name="expense_by_entry", condition=Q(entry__isnull=False)),
            models.Index(fields=["estate_id"], name="expense_waits", condition=Q(state="recorded")),
        ]


class Reversal(AskedRow):
    """冲销: an entry that one person asks to take back and another does; `reversing_entry` is posted with it."""

    entry = belongs_to("ledger.Entry", related_name="reversals")
    reversing_entry = belongs_to("ledger.Entry", null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "ledger_reversal"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "entry"], condition=Q(state__in=["asked", "approved"]), name="reversal_once"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", reversing_entry__isnull=False)
                | (~Q(state="approved") & Q(reversing_entry__isnull=True)),
                name="approved_reversal_is_posted",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "-asked_at"], name="reversal_by_state")]


class Voucher(EstateRow):
    """原始单据: the photo or scan behind an expense.

    `public_file` is what everybody may see: the picture itself, or a copy on which personal data is covered. Empty
    when the person who recorded it kept the picture for staff.
    """

    expense = belongs_to("ledger.Expense", related_name="vouchers")
    file = belongs_to("infra.StoredFile")
    public_file = belongs_to("infra.StoredFile", null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_voucher"
        indexes = [models.Index(fields=["estate_id", "expense"], name="voucher_by_expense")]


class ClosedMonth(EstateRow):
    """A month of an estate's books that a person closed: nothing is posted into it, or before it, any more.

    `balances` is the money of each fund at its end, in fen, so that later openings need not sum from the beginning.
    Append-only.
    """

    month = models.DateField()
    balances = models.JSONField(default=dict)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_closed_month"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "month"], name="closed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="closed_month_first_day"),
        ]


class Publication(EstateRow):
    """公示: the figures of a closed month as they were shown to everyone, and since when. Law: CIVIL-943.

    `details` is the list of all entries as it could be downloaded from then on; its SHA-256 stands in the figures.
    """

    month = models.DateField()
    figures = models.JSONField()
    details = belongs_to("infra.StoredFile", null=True)
    published_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_publication"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "month"], name="published_once"),
        ]


class LogLeaf(EstateRow):
    """One leaf of an estate's log, from number 0 on without gaps: an entry, or the closing of a month. Append-only.

    `data` is what was hashed, to the byte (`rules.leaves`); `salt` opens the seals in it. The log of estate 0 is the
    city's: its leaves are the checkpoints of the estates' logs, named by `logged_estate_id` and `logged_size`.
    """

    number = models.BigIntegerField()
    entry = belongs_to("ledger.Entry", null=True)
    month = models.DateField(null=True)
    logged_estate_id = models.BigIntegerField(null=True)
    logged_size = models.BigIntegerField(null=True)
    data = models.TextField()
    hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    appended_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_log_leaf"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="log_leaf_once"),
            models.UniqueConstraint(
                fields=["estate_id", "entry"], condition=Q(entry__isnull=False), name="entry_logged_once"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "month"], condition=Q(month__isnull=False), name="closing_logged_once"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "logged_estate_id", "logged_size"],
                condition=Q(logged_estate_id__isnull=False),
                name="checkpoint_logged_once",
            ),
            models.CheckConstraint(condition=Q(number__gte=0), name="log_leaf_number"),
        ]


class LogCheckpoint(EstateRow):
    """What the log of an estate signed of itself (`rules.checkpoints`). Append-only.

    `parts` is the tree's right edge (`rules.merkle.Front`), 32 bytes each: the next leaves are appended to it.
    """

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    parts = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_log_checkpoint"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "size"], name="checkpoint_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="checkpoint_size"),
        ]
