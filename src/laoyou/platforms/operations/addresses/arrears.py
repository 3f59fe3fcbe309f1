"""Arrears: reminders, plans, write-offs."""

from django.urls import path

from laoyou.platforms.operations.arrears import (
    batches,
    lists,
    one_home,
    overview,
    penalties,
    plans,
    policy,
    tasks,
    write_offs,
)

PATHS = [
    path("estates/<int:estate_id>/arrears", overview.overview, name="arrears"),
    path("estates/<int:estate_id>/arrears.xlsx", overview.export, name="arrears_export"),
    path("estates/<int:estate_id>/arrears/steps/<slug:step>", batches.step, name="arrears_step"),
    path("estates/<int:estate_id>/arrears/steps/<slug:step>/release", batches.release, name="arrears_release"),
    path("estates/<int:estate_id>/arrears/lists/<slug:step>", tasks.tasks, name="arrears_tasks"),
    path("estates/<int:estate_id>/arrears/steps/<slug:step>.xlsx", lists.step_export, name="arrears_step_export"),
    path("estates/<int:estate_id>/arrears/lists/<slug:step>.xlsx", lists.tasks_export, name="arrears_tasks_export"),
    path("estates/<int:estate_id>/arrears/batches.xlsx", lists.batches_export, name="arrears_batches_export"),
    path(
        "estates/<int:estate_id>/arrears/batches/<int:batch_id>.xlsx", lists.batch_export, name="arrears_batch_export"
    ),
    path("estates/<int:estate_id>/plans.xlsx", lists.plans_export, name="arrears_plans_export"),
    path("estates/<int:estate_id>/write-offs.xlsx", lists.write_offs_export, name="arrears_write_offs_export"),
    path("estates/<int:estate_id>/arrears/batches", batches.batches, name="arrears_batches"),
    path("estates/<int:estate_id>/arrears/batches/<int:batch_id>", batches.batch, name="arrears_batch"),
    path("estates/<int:estate_id>/arrears/batches/<int:batch_id>/drop", batches.drop, name="arrears_drop"),
    path(
        "estates/<int:estate_id>/arrears/batches/<int:batch_id>/letters.pdf",
        batches.batch_letters,
        name="arrears_letters",
    ),
    path(
        "estates/<int:estate_id>/arrears/reminders/<int:reminder_id>/letter.pdf",
        batches.letter,
        name="arrears_letter",
    ),
    path(
        "estates/<int:estate_id>/arrears/reminders/<int:reminder_id>/outcome",
        tasks.outcome,
        name="arrears_outcome",
    ),
    path(
        "estates/<int:estate_id>/arrears/reminders/<int:reminder_id>/number",
        tasks.number,
        name="arrears_number",
    ),
    path("estates/<int:estate_id>/arrears/rules", policy.policy, name="arrears_policy"),
    path("estates/<int:estate_id>/arrears/penalties", penalties.penalties, name="arrears_penalties"),
    path("estates/<int:estate_id>/plans", plans.plans, name="arrears_plans"),
    path("estates/<int:estate_id>/plans/<int:plan_id>/decision", plans.decide, name="decide_plan"),
    path("estates/<int:estate_id>/plans/<int:plan_id>/withdraw", plans.withdraw, name="withdraw_plan"),
    path("estates/<int:estate_id>/write-offs", write_offs.write_offs, name="arrears_write_offs"),
    path(
        "estates/<int:estate_id>/write-offs/<int:write_off_id>/decision",
        write_offs.decide,
        name="decide_write_off",
    ),
    path(
        "estates/<int:estate_id>/write-offs/<int:write_off_id>/paper",
        write_offs.document,
        name="write_off_document",
    ),
    path("estates/<int:estate_id>/homes/<int:home_id>/arrears", one_home.home_arrears, name="home_arrears"),
    path("estates/<int:estate_id>/homes/<int:home_id>/arrears/mark", one_home.mark, name="mark_home"),
    path(
        "estates/<int:estate_id>/homes/<int:home_id>/arrears/marks/<int:mark_id>/close",
        one_home.close_mark,
        name="close_home_mark",
    ),
    path("estates/<int:estate_id>/homes/<int:home_id>/arrears/plan", one_home.ask_plan, name="ask_plan"),
    path("estates/<int:estate_id>/homes/<int:home_id>/arrears/write-off", write_offs.ask, name="ask_write_off"),
]
