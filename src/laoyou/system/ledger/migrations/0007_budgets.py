"""The tables of budgets."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0002_guards"),
        ("ledger", "0006_the_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("fund", models.CharField(max_length=20)),
                ("year", models.SmallIntegerField()),
                ("version", models.SmallIntegerField()),
                ("state", models.CharField(default="drafted", max_length=10)),
                ("first_month", models.DateField(null=True)),
                ("last_month", models.DateField(null=True)),
                ("left_out_month", models.DateField(null=True)),
                ("drafted_by", models.BigIntegerField(null=True)),
                ("drafted_by_name", models.CharField(max_length=60)),
                ("drafted_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("comments_until", models.DateField(null=True)),
                ("basis", models.CharField(default="", max_length=16)),
                ("basis_text", models.CharField(default="", max_length=200)),
                ("adopted_on", models.DateField(null=True)),
                ("adopted_by", models.BigIntegerField(null=True)),
                ("adopted_by_name", models.CharField(default="", max_length=60)),
                ("adopted_at", models.DateTimeField(null=True)),
                (
                    "document",
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
                    "revises",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.budget",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("author_name", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "budget",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="comments",
                        to="ledger.budget",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget_comment",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "comment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="answers",
                        to="ledger.budgetcomment",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget_answer",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetExplanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("month", models.DateField()),
                ("account", models.SmallIntegerField()),
                ("expected_fen", models.BigIntegerField()),
                ("actual_fen", models.BigIntegerField()),
                ("text", models.CharField(max_length=300)),
                ("written_by", models.BigIntegerField(null=True)),
                ("written_by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "budget",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="explanations",
                        to="ledger.budget",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget_explanation",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("account", models.SmallIntegerField()),
                ("actual_fen", models.BigIntegerField()),
                ("drafted_fen", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("note", models.CharField(default="", max_length=200)),
                (
                    "budget",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="ledger.budget",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget_line",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("actor", models.CharField(max_length=40)),
                ("actor_name", models.CharField(max_length=60)),
                ("reason", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "budget",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="moves",
                        to="ledger.budget",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_budget_move",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("percent", models.SmallIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("comment_days", models.SmallIntegerField()),
                ("source", models.CharField(max_length=200)),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_by_name", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_budget_policy",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-starts_on", "-id"], name="budget_policy_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetpolicy_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gte", 0), ("comment_days__range", (1, 90)), ("percent__range", (0, 100))
                        ),
                        name="budget_policy_figures",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budget_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "fund", "year", "version"), name="budget_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["drafted", "open"])),
                fields=("estate_id", "fund", "year"),
                name="one_budget_in_the_making",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")),
                fields=("estate_id", "fund", "year"),
                name="one_adopted_budget",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("fund__in", ["service", "common_income", "maintenance", "subsidy"])),
                name="budget_fund",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["drafted", "open", "adopted", "superseded", "dropped"])),
                name="budget_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["open", "adopted", "superseded"]), _negated=True),
                    models.Q(("comments_until__isnull", False), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="open_budget_says_until_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["adopted", "superseded"]), _negated=True),
                    models.Q(
                        ("basis__in", ["assembly_vote", "mandate_clause"]),
                        models.Q(("basis_text", ""), _negated=True),
                        ("adopted_at__isnull", False),
                        ("adopted_by__isnull", False),
                        ("adopted_on__isnull", False),
                        ("document__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="adopted_budget_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("adopted_by__isnull", True),
                    models.Q(
                        models.Q(
                            ("drafted_by__isnull", True),
                            models.Q(("adopted_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("opened_by__isnull", True),
                            models.Q(("adopted_by", models.F("opened_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="budget_needs_a_second_person",
            ),
        ),
        migrations.AddIndex(
            model_name="budgetcomment",
            index=models.Index(fields=["estate_id", "budget", "id"], name="budget_comment_by_budget"),
        ),
        migrations.AddConstraint(
            model_name="budgetcomment",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetcomment_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budgetanswer",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetanswer_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budgetanswer",
            constraint=models.UniqueConstraint(fields=("estate_id", "comment"), name="budget_comment_answered_once"),
        ),
        migrations.AddIndex(
            model_name="budgetexplanation",
            index=models.Index(fields=["estate_id", "budget", "month", "account", "id"], name="explanation_by_line"),
        ),
        migrations.AddConstraint(
            model_name="budgetexplanation",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetexplanation_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budgetexplanation",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="explanation_first_day"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetline_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(fields=("estate_id", "budget", "account"), name="budget_line_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gte", 0)), name="budget_line_not_below_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account", 11), ("account__range", (40, 44)), ("account__range", (50, 59)), _connector="OR"
                ),
                name="budget_line_account",
            ),
        ),
        migrations.AddIndex(
            model_name="budgetmove",
            index=models.Index(fields=["estate_id", "budget", "id"], name="budget_move_by_budget"),
        ),
        migrations.AddConstraint(
            model_name="budgetmove",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_budgetmove_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="budgetmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_state__in", ["drafted", "open", "adopted", "superseded", "dropped"])),
                name="budget_move_state",
            ),
        ),
    ]
