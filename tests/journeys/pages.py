"""Every page that a person can open, who opens it here, and what it is about.

A new address needs a line: in PAGES, or among those that are no page.
"""

from __future__ import annotations

PUBLIC = (
    *("sign_in", "offline", "outbox", "receipt_check"),
    *("reported", "report_here", "troubles", "trouble", "promises"),
)
RESIDENT = (
    *(
        "home",
        "homes",
        "pay",
        "bills",
        "bill",
        "statement",
        "receipts",
        "receipt",
        "receipt_invoice",
        "order",
        "me",
        "relatives",
    ),
    *("openings", "arrears", "my_books", "meters", "bookings", "visit"),
    *("campaigns", "campaign"),
    *("requests", "report", "request", "talk"),
    *("public_books", "public_books_month", "public_books_entries", "public_books_entry"),
    *("books_check", "public_budget", "public_settlement"),
)
MANAGER = (
    *(
        "home",
        "account",
        "second_factor",
        "setup",
        "search",
        "outbox",
        "estates",
        "open_estate",
        "estate",
        "edit_estate",
        "supervisor",
    ),
    *("buildings", "homes", "add_home", "home_page", "edit_home", "parking", "draft_mandate", "mandate", "set_tariff"),
    *("parking_space", "edit_draft"),
    *("requests", "request", "take_in", "promises", "talks", "talk_figures"),
    *("mandates", "new_mandate"),
    "waiting",
    *("budgets", "budget", "settlements", "shared_costs", "shared_cost_new"),
    *("tariffs", "books", "estate_books", "books_month", "books_entries", "books_entry", "books_expenses"),
    *("books_expense", "billing", "estate_billing", "billing_month", "billing_preview", "bill", "home_bills"),
    *("statement", "waivers", "ask_waiver", "payments", "payment", "people", "person", "add_person"),
    *("arrears", "arrears_step", "arrears_tasks", "arrears_batches", "arrears_batch", "arrears_plans"),
    *(
        "arrears_write_offs",
        "arrears_policy",
        "arrears_penalties",
        "home_arrears",
        "meters",
        "issue_meters",
        "bookings",
        "leases",
    ),
)
SURVEYING = (
    *("facilities", "estate_facilities", "add_facility", "facility", "edit_facility"),
    *("surveys", "estate_surveys", "survey", "survey_template", "field_surveys", "survey_walk", "survey_part"),
    *("campaigns", "estate_campaigns", "campaign", "plan_campaign", "edit_campaign"),
    *("inspections", "estate_inspections", "set_inspection_plan", "field_rounds", "inspection_round", "check_facility"),
)
FINANCE = (
    "ask_write_off",
    "import_homes",
    "imported_sheet",
    "books_record",
    "suspense",
    "cash_desk",
    "cash_home",
    "ledger_columns",
    "suspense_one",
)
TWO_PEOPLE = (
    "reversals",
    "credit_notes",
    "cancellations",
    "give_backs",
    "refunds",
    "deposits",
    "invoices",
    "payment_invoice",
    "endings",
    "ending_new",
)
RECONCILING = (
    *("reconciliation", "reconciliation_day", "bank_lines", "bank_line"),
    *("statements_of_bank", "statement_of_bank", "shared_cost", "transfer_account"),
)
ADMINISTRATOR = ("staff", "staff_member", "audit_log")
WORKER = ("field_day", "field_job", "field_offline")
DISPATCHER = ("dispatch", "day_plans", "orders", "order", "new_order", "crews", "crew", "materials")
SUPERVISOR = ("overview", "estates", "estate", "wall", "requests", "request")

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "visitor": ("resident", PUBLIC),
    "owner": ("resident", RESIDENT),
    "manager": ("operations", (*MANAGER, *SURVEYING)),
    "finance": ("operations", (*FINANCE, *TWO_PEOPLE, *RECONCILING)),
    "dispatcher": ("operations", DISPATCHER),
    "worker": ("operations", WORKER),
    "admin": ("operations", ADMINISTRATOR),
    "city-admin": ("operations", ("organisations", "api_keys")),
    "bureau": ("supervision", SUPERVISOR),
    "street": ("supervision", ("mandate",)),
}
"""By persona: the platform, and the names of its addresses."""

OPENED_ELSEWHERE = {
    "operations:meter": "the first estate has no meters: tests/billing/test_meter_pages.py",
    "operations:contractor": "by who has its link: tests/work",
    "operations:sign_in": "by everybody who signs in",
    "operations:sign_in_code": "by administrators who sign in",
    "operations:own_password": "by those who sign in for the first time",
    "resident:code": "by residents who sign in",
    "operations:ending": "the story ends no mandate: tests/platforms",
    "operations:desk_order": "needs an order at the desk: tests/payments",
}
"""Pages for which the demo city has no subject, or that another journey opens."""

FILES_AND_PARTS = {
    *("operations:surveys_export", "operations:findings_export", "operations:survey_report"),
    *("operations:finding_photo", "operations:campaigns_export", "operations:campaign_photo"),
    "resident:campaign_photo",
    *("operations:facilities_export", "operations:inspections_export", "operations:facility_labels"),
    *("operations:certificate_file", "operations:failure_photo", "operations:scanned_facility"),
    *("operations:arrears_export", "operations:arrears_letters", "operations:arrears_letter"),
    "operations:write_off_document",
    *("operations:requests_export", "operations:dangers", "operations:request_file"),
    *(
        "operations:talk_file",
        "operations:talk_heard",
        "operations:talk_figures_export",
        "resident:talk_file",
        "resident:talk_heard",
        "resident:talk_unread",
    ),
    *("operations:api_keys_export", "supervision:requests_file", "resident:request_file"),
    *(f"open311:{name}" for name in ("discovery", "services", "service", "requests", "request", "token")),
    *("live", "api:health", "resident:receipt_pdf", "resident:service_worker", "resident:manifest"),
    *("resident:books_file", "resident:books_verifier", "resident:receipt_proof"),
    *("operations:budget_export", "operations:budget_document", "operations:shared_cost_voucher"),
    *("resident:public_shared_voucher", "resident:month_notice", "resident:year_notice"),
    *("resident:public_books_details", "resident:public_books_voucher", "operations:second_factor_qr"),
    *("operations:set_language", "operations:estate_choices", "operations:estates_export", "operations:communities"),
    *(
        "operations:billing_export",
        "operations:books_export",
        "operations:people_export",
        "operations:estate_qr",
        "operations:homes_export",
        "operations:ledger_refused",
        "operations:parking_export",
    ),
    *(
        "operations:mandates_export",
        "operations:public_copy",
        "supervision:mandate_paper",
        "operations:staff_export",
        "operations:organisations_export",
        "operations:audit_export",
        "resident:public_mandate",
        "operations:mandate_document",
        "operations:work_progress",
        "operations:ending_progress",
        "operations:books_entries_export",
    ),
    *("operations:books_voucher", "operations:payments_export", "operations:receipt_pdf"),
    *("operations:billing_month_export", "supervision:estates_file"),
    *("operations:credit_notes_export", "operations:cancellations_export", "operations:give_backs_export"),
    *("operations:refunds_export", "operations:reversals_export"),
    *("operations:books_expenses_export", "operations:waivers_export", "operations:statement_export"),
    *("operations:statement_paper", "resident:statement_sheet", "resident:statement_paper"),
    *("operations:deposits_export", "operations:meters_export", "operations:reading_photo"),
    *("operations:leases_export", "operations:invoices_export"),
    *("operations:leases_export", "operations:bookings_export", "operations:meter_export"),
    *("operations:deposits_export", "operations:ending_export", "operations:ending_new_export"),
    "operations:arrears_batch_export",
    "operations:arrears_batches_export",
    "operations:arrears_plans_export",
    "operations:arrears_step_export",
    "operations:arrears_tasks_export",
    "operations:arrears_write_offs_export",
    "operations:bank_lines_export",
    "operations:differences_export",
    "operations:estate_billing_export",
    "operations:estate_books_export",
    "operations:home_bills_export",
    "operations:imports_export",
    "operations:shared_cost_export",
    "operations:shared_costs_export",
    "operations:statements_of_bank_export",
    "operations:tariffs_export",
    "operations:waiting_export",
    "supervision:estate_file",
    *("operations:suspense_export", "operations:books_text_hint", "resident:wechat_back"),
    *("operations:day_plans_export", "operations:order_offers"),
    *("operations:orders_export", "operations:order_photo", "operations:crews_export", "operations:shifts_export"),
    *("operations:field_photo", "operations:field_worker", "operations:materials_export", "resident:visit_photo"),
    "operations:contractor_photo",
    *("operations:desk_order_code", "operations:reconciliation_export", "operations:reconciliation_day_export"),
}
"""Addresses that answer a GET with a file, a part of a page, or a way on."""

SUBJECTS = """
import json
from django.db import connection
from laoyou.demo.city.personas import OWNER_HOME
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.infra.place_codes import Place, code_of
from laoyou.system.places import queries as places

estate = next(each for each in places.estates_for(actor=system("tests")) if each.code == "XSHY")
found = {"estate_id": estate.id, "key": estate.public_key, "month": "2022-12", "step": "call"}
with scope.estate(estate.id), connection.cursor() as cursor:
    def first(name, statement, *values):
        cursor.execute(statement, values)
        row = cursor.fetchone()
        found[name] = row[0] if row else None

    own = places.home_id_by_text(actor=system("tests"), estate_id=estate.id, text=OWNER_HOME)
    found["own_home_id"] = own
    first("bill_id", "SELECT id FROM billing_bill WHERE home_id = %s ORDER BY id LIMIT 1", own)
    first("payment_id", "SELECT id FROM payments_payment ORDER BY id LIMIT 1")
    first("home_id", "SELECT home_id FROM payments_payment ORDER BY id LIMIT 1")
    first("check_code", "SELECT check_code FROM payments_receipt ORDER BY payment_id LIMIT 1")
    first("person_id", "SELECT person_id FROM people_home_bond WHERE home_id = %s", own)
    first("mandate_id", "SELECT id FROM mandates_mandate WHERE state = 'in_force'")
    first("draft_id", "SELECT id FROM mandates_mandate WHERE state = 'draft'")
    first("space_id", "SELECT space_id FROM places_parking_holding ORDER BY id LIMIT 1")
    first("suspense_id", "SELECT id FROM payments_payment WHERE place = 'suspense'")
    found["held_in"] = estate.id
    first("expense_id", "SELECT id FROM ledger_expense ORDER BY id LIMIT 1")
    first("entry_id", "SELECT entry_id FROM ledger_expense WHERE entry_id IS NOT NULL ORDER BY id DESC LIMIT 1")
    first("sheet_id", "SELECT id FROM people_imported_sheet ORDER BY id LIMIT 1")
    first("open_sheet_id", "SELECT id FROM people_imported_sheet WHERE state = 'read'")
    first("batch_id", "SELECT id FROM billing_reminder_batch WHERE state = 'released' ORDER BY id LIMIT 1")
    first("budget_id", "SELECT id FROM ledger_budget ORDER BY id LIMIT 1")
    found["year"], found["settled_year"] = 2023, 2022
    first("visit_id", "SELECT id FROM work_order WHERE home_id = %s", own)
    first("job_id", "SELECT id FROM work_order WHERE state = 'working'")
    first("work_order_id", "SELECT id FROM work_order WHERE state = 'paused'")
    first("survey_id", "SELECT id FROM work_survey ORDER BY id LIMIT 1")
    first("part_id", "SELECT part_id FROM work_finding ORDER BY id LIMIT 1")
    first("campaign_id", "SELECT id FROM work_campaign WHERE state = 'done' ORDER BY id LIMIT 1")
    first("facility_id", "SELECT facility_id FROM work_facility_check WHERE checked_at IS NULL ORDER BY id LIMIT 1")
    first("round_id", "SELECT round_id FROM work_facility_check WHERE checked_at IS NULL ORDER BY id LIMIT 1")
    first("user_id", "SELECT id FROM people_user WHERE login = 'manager'")
    first("request_id", "SELECT id FROM work_request WHERE client_id = 'demo-burst'")
    first("climbed_id", "SELECT id FROM work_request WHERE escalated >= 3 ORDER BY id LIMIT 1")
    first("number", "SELECT number FROM work_request WHERE is_public_place AND kind = 'repair' ORDER BY id LIMIT 1")
    found["code"] = f"{estate.code}-{found['number']}"
    found["place_code"] = code_of(Place(estate.id, "北门"))
with scope.estate(0), connection.cursor() as cursor:
    first("crew_id", "SELECT id FROM work_crew ORDER BY id LIMIT 1")
    first("day_id", "SELECT day_id FROM payments_day_difference WHERE state = 'open' ORDER BY id LIMIT 1")
    first("closed_day_id", "SELECT id FROM payments_channel_day WHERE state = 'closed' ORDER BY id LIMIT 1")
    first("line_id", "SELECT id FROM payments_bank_line WHERE state = 'open' ORDER BY id LIMIT 1")
    first("statement_id", "SELECT id FROM payments_statement ORDER BY id LIMIT 1")
    first("cost_id", "SELECT id FROM ledger_shared_cost WHERE state = 'approved' ORDER BY id LIMIT 1")
print(json.dumps(found))
"""
"""Prints what the pages are about: ids of the first estate."""
