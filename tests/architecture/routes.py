"""Every address of the project, and who may open it. A test compares this table with the URL resolver and the views.

`public`, `resident` and `machine` are doors; any other word is the right that staff need, in the estate that the
address names, or anywhere when it names none; `staff` asks for no right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from laoyou.infra.actor import Right
from laoyou.platforms import access

ROUTES: dict[str, str] = {
    "api:health": "machine",
    "api:payment_notification": "machine",
    "live": "public",
    "operations:account": "staff",
    "operations:add_building": "edit_places",
    "operations:add_entrance": "edit_places",
    "operations:add_home": "edit_places",
    "operations:add_person": "edit_people",
    "operations:add_space": "edit_places",
    "operations:add_staff": "manage_staff",
    "operations:adopt_budget": "adopt_budget",
    "operations:answer_comment": "prepare_budget",
    "operations:arrears": "take_cash",
    "operations:arrears_batch": "take_cash",
    "operations:arrears_batches": "take_cash",
    "operations:arrears_drop": "issue_bills",
    "operations:arrears_export": "take_cash",
    "operations:arrears_letter": "take_cash",
    "operations:arrears_letters": "take_cash",
    "operations:arrears_number": "open_personal_data",
    "operations:arrears_outcome": "take_cash",
    "operations:arrears_plans": "take_cash",
    "operations:arrears_policy": "approve_waiver",
    "operations:arrears_release": "issue_bills",
    "operations:arrears_step": "take_cash",
    "operations:arrears_tasks": "take_cash",
    "operations:arrears_write_offs": "take_cash",
    "operations:ask_cancellation": "take_cash",
    "operations:ask_credit_note": "write_credit_note",
    "operations:ask_give_back": "take_cash",
    "operations:ask_plan": "request_waiver",
    "operations:ask_refund": "take_cash",
    "operations:ask_waiver": "request_waiver",
    "operations:ask_write_off": "write_credit_note",
    "operations:attach_document": "edit_mandates",
    "operations:audit_export": "see_audit",
    "operations:audit_log": "see_audit",
    "operations:bank_line": "reconcile",
    "operations:bank_lines": "reconcile",
    "operations:bill": "take_cash",
    "operations:billing": "take_cash",
    "operations:billing_month": "take_cash",
    "operations:billing_month_export": "take_cash",
    "operations:billing_preview": "prepare_bills",
    "operations:billing_start": "issue_bills",
    "operations:bind_person": "edit_people",
    "operations:books": "see_books",
    "operations:books_close": "close_month",
    "operations:books_decide": "approve_expense",
    "operations:books_entries": "see_books",
    "operations:books_entries_export": "see_books",
    "operations:books_entry": "see_books",
    "operations:books_expense": "see_books",
    "operations:books_expenses": "see_books",
    "operations:books_expenses_export": "see_books",
    "operations:books_month": "see_books",
    "operations:books_publish": "close_month",
    "operations:books_record": "record_expense",
    "operations:books_reverse": "approve_expense",
    "operations:books_text_hint": "record_expense",
    "operations:books_voucher": "see_books",
    "operations:budget": "see_books",
    "operations:budget_document": "see_books",
    "operations:budget_export": "see_books",
    "operations:budget_lines": "prepare_budget",
    "operations:budget_policy": "adopt_budget",
    "operations:budgets": "see_books",
    "operations:buildings": "edit_places",
    "operations:cancellations": "take_cash",
    "operations:cancellations_export": "take_cash",
    "operations:cash_code": "take_cash",
    "operations:cash_desk": "take_cash",
    "operations:cash_home": "take_cash",
    "operations:change_password": "staff",
    "operations:close_home_mark": "request_waiver",
    "operations:communities": "open_estate",
    "operations:credit_notes": "write_credit_note",
    "operations:credit_notes_export": "write_credit_note",
    "operations:decide_assignment": "close_month",
    "operations:decide_cancellation": "take_cash",
    "operations:decide_credit_note": "write_credit_note",
    "operations:decide_give_back": "take_cash",
    "operations:decide_plan": "approve_waiver",
    "operations:decide_refund": "take_cash",
    "operations:decide_shared_cost": "approve_shared_costs",
    "operations:decide_waiver": "approve_waiver",
    "operations:decide_write_off": "approve_waiver",
    "operations:delegate": "edit_people",
    "operations:draft_budget": "prepare_budget",
    "operations:desk_order": "take_cash",
    "operations:desk_order_code": "take_cash",
    "operations:draft_mandate": "edit_mandates",
    "operations:drop_budget": "prepare_budget",
    "operations:drop_tariff": "edit_mandates",
    "operations:edit_draft": "edit_mandates",
    "operations:edit_estate": "edit_places",
    "operations:edit_home": "edit_places",
    "operations:edit_person": "edit_people",
    "operations:edit_space": "edit_places",
    "operations:end_bond": "edit_people",
    "operations:end_home_tariff": "prepare_bills",
    "operations:end_mandate": "edit_mandates",
    "operations:end_role": "manage_staff",
    "operations:end_tariff": "edit_mandates",
    "operations:enter_statement_of_bank": "reconcile",
    "operations:estate": "see_estate",
    "operations:estate_billing": "take_cash",
    "operations:estate_books": "see_books",
    "operations:estate_choices": "staff",
    "operations:estate_qr": "see_estate",
    "operations:estates": "staff",
    "operations:estates_export": "see_estate",
    "operations:explain_difference": "prepare_budget",
    "operations:give_backs": "take_cash",
    "operations:give_backs_export": "take_cash",
    "operations:give_role": "manage_staff",
    "operations:give_tariff": "prepare_bills",
    "operations:give_up_refund": "take_cash",
    "operations:hold_space": "edit_places",
    "operations:home": "staff",
    "operations:home_arrears": "take_cash",
    "operations:home_bills": "take_cash",
    "operations:home_page": "see_estate",
    "operations:homes": "see_estate",
    "operations:homes_export": "see_estate",
    "operations:import_homes": "import_homes",
    "operations:imported_sheet": "import_homes",
    "operations:ledger_check": "import_homes",
    "operations:ledger_columns": "import_homes",
    "operations:ledger_commit": "import_homes",
    "operations:ledger_day": "import_homes",
    "operations:ledger_drop": "import_homes",
    "operations:ledger_refused": "import_homes",
    "operations:link_person": "edit_people",
    "operations:mandate": "see_mandates",
    "operations:mandate_document": "see_mandates",
    "operations:mandates": "see_mandates",
    "operations:mandates_export": "see_mandates",
    "operations:mark_home": "request_waiver",
    "operations:match_bank_line": "reconcile",
    "operations:move_estate": "edit_mandates",
    "operations:new_mandate": "open_estate",
    "operations:open_budget": "prepare_budget",
    "operations:open_data": "open_personal_data",
    "operations:open_estate": "open_estate",
    "operations:organisations": "manage_organisations",
    "operations:organisations_export": "manage_organisations",
    "operations:outbox": "public",
    "operations:own_password": "staff",
    "operations:parking": "see_estate",
    "operations:parking_export": "see_estate",
    "operations:parking_space": "see_estate",
    "operations:payment": "take_cash",
    "operations:payments": "take_cash",
    "operations:payments_export": "take_cash",
    "operations:open_people": "open_personal_data",
    "operations:people": "see_people",
    "operations:people_export": "see_people",
    "operations:person": "see_people",
    "operations:public_copy": "see_mandates",
    "operations:publish_settlement": "adopt_budget",
    "operations:prepare_settlement": "prepare_budget",
    "operations:put_in_force": "edit_mandates",
    "operations:receipt_pdf": "take_cash",
    "operations:reconciliation": "reconcile",
    "operations:reconciliation_close": "reconcile",
    "operations:reconciliation_close_equal": "reconcile",
    "operations:reconciliation_day": "reconcile",
    "operations:reconciliation_day_export": "reconcile",
    "operations:reconciliation_explain": "reconcile",
    "operations:reconciliation_export": "reconcile",
    "operations:refund_suspense": "close_month",
    "operations:refunds": "take_cash",
    "operations:refunds_export": "take_cash",
    "operations:release_space": "edit_places",
    "operations:rename_building": "edit_places",
    "operations:rename_entrance": "edit_places",
    "operations:reset_sign_in": "manage_staff",
    "operations:revoke_delegation": "edit_people",
    "operations:search": "see_estate",
    "operations:second_factor": "staff",
    "operations:second_factor_qr": "staff",
    "operations:set_active": "manage_staff",
    "operations:set_area": "edit_places",
    "operations:set_language": "public",
    "operations:settlements": "see_books",
    "operations:set_tariff": "edit_mandates",
    "operations:shared_costs": "share_costs",
    "operations:shared_cost_voucher": "share_costs",
    "operations:shared_cost_new": "share_costs",
    "operations:shared_cost": "share_costs",
    "operations:setup": "staff",
    "operations:sign_in": "public",
    "operations:sign_in_code": "public",
    "operations:sign_out": "public",
    "operations:show_public_copy": "edit_mandates",
    "operations:staff": "manage_staff",
    "operations:staff_export": "manage_staff",
    "operations:staff_member": "manage_staff",
    "operations:statement": "take_cash",
    "operations:statement_columns": "reconcile",
    "operations:statement_export": "take_cash",
    "operations:statement_of_bank": "reconcile",
    "operations:statement_paper": "take_cash",
    "operations:statements_of_bank": "reconcile",
    "operations:suspense": "close_month",
    "operations:suspense_export": "close_month",
    "operations:suspense_one": "close_month",
    "operations:take_back_budget": "prepare_budget",
    "operations:take_bank_line": "reconcile",
    "operations:take_over_tariffs": "edit_mandates",
    "operations:tariffs": "see_mandates",
    "operations:unmatch_bank_line": "reconcile",
    "operations:use_credit": "take_cash",
    "operations:waiting": "staff",
    "operations:waivers": "request_waiver",
    "operations:waivers_export": "request_waiver",
    "operations:withdraw_mandate": "edit_mandates",
    "operations:withdraw_plan": "request_waiver",
    "operations:work_progress": "see_estate",
    "operations:write_off_document": "take_cash",
    "resident:arrears": "resident",
    "resident:ask_hardship": "resident",
    "resident:ask_plan": "resident",
    "resident:bill": "resident",
    "resident:bills": "resident",
    "resident:books_check": "public",
    "resident:books_file": "public",
    "resident:books_verifier": "public",
    "resident:code": "public",
    "resident:comment_on_budget": "resident",
    "resident:home": "public",
    "resident:homes": "resident",
    "resident:manifest": "public",
    "resident:me": "resident",
    "resident:month_notice": "public",
    "resident:my_books": "resident",
    "resident:offline": "public",
    "resident:openings": "resident",
    "resident:order": "resident",
    "resident:outbox": "public",
    "resident:pay": "resident",
    "resident:pay_part": "resident",
    "resident:preferences": "public",
    "resident:public_books": "public",
    "resident:public_books_details": "public",
    "resident:public_books_entries": "public",
    "resident:public_books_entry": "public",
    "resident:public_books_month": "public",
    "resident:public_books_voucher": "public",
    "resident:public_budget": "public",
    "resident:public_shared_voucher": "public",
    "resident:public_mandate": "public",
    "resident:public_settlement": "public",
    "resident:receipt": "resident",
    "resident:receipt_check": "public",
    "resident:receipt_pdf": "resident",
    "resident:receipt_proof": "resident",
    "resident:receipts": "resident",
    "resident:relatives": "resident",
    "resident:reply": "resident",
    "resident:revoke": "resident",
    "resident:service_worker": "public",
    "resident:sign_in": "public",
    "resident:sign_out": "public",
    "resident:sign_out_elsewhere": "resident",
    "resident:start": "resident",
    "resident:statement": "resident",
    "resident:statement_paper": "resident",
    "resident:statement_sheet": "resident",
    "resident:withdraw_plan": "resident",
    "resident:year_notice": "public",
    "supervision:confirm_mandate": "confirm_mandates",
    "supervision:estate": "see_figures",
    "supervision:estates": "see_figures",
    "supervision:estates_file": "see_figures",
    "supervision:mandate": "confirm_mandates",
    "supervision:mandate_paper": "confirm_mandates",
    "supervision:overview": "see_figures",
    "supervision:wall": "see_figures",
}

# Who of the personas holds a right in the estate under a mandate. The rival manages another estate and only that one.
MANAGERS = {"manager", "deputy"}
COMPANY = MANAGERS | {"finance", "desk"}
OFFICIALS = {"street_official", "bureau_official"}
ADMINISTRATORS = {"administrator", "city_administrator"}
HOLDERS: dict[Right, set[str]] = {
    Right.OPEN_ESTATE: MANAGERS | {"rival"},
    Right.SEE_ESTATE: COMPANY | OFFICIALS | {"auditor"},
    Right.SEE_MANDATES: COMPANY | OFFICIALS | {"auditor"},
    Right.SEE_FIGURES: COMPANY | OFFICIALS | {"auditor"},
    Right.SEE_BOOKS: COMPANY | OFFICIALS | {"auditor"},
    Right.SEE_PEOPLE: COMPANY,
    Right.OPEN_PERSONAL_DATA: COMPANY,
    Right.EDIT_PEOPLE: COMPANY,
    Right.TAKE_CASH: COMPANY,
    Right.REQUEST_WAIVER: COMPANY,
    Right.IMPORT_HOMES: MANAGERS | {"finance"},
    Right.EDIT_PLACES: MANAGERS | {"finance"},
    Right.PREPARE_BILLS: MANAGERS | {"finance"},
    Right.ISSUE_BILLS: MANAGERS | {"finance"},
    Right.WRITE_CREDIT_NOTE: MANAGERS | {"finance"},
    Right.RECORD_EXPENSE: MANAGERS | {"finance"},
    Right.CLOSE_MONTH: MANAGERS | {"finance"},
    Right.RECONCILE: MANAGERS | {"finance", "rival"},
    Right.EDIT_MANDATES: MANAGERS,
    Right.CONFIRM_MANDATES: {"street_official"},
    Right.APPROVE_WAIVER: MANAGERS,
    Right.APPROVE_EXPENSE: MANAGERS,
    Right.PREPARE_BUDGET: MANAGERS | {"finance"},
    Right.ADOPT_BUDGET: MANAGERS,
    Right.SHARE_COSTS: MANAGERS | {"finance", "rival"},
    Right.APPROVE_SHARED_COSTS: MANAGERS | {"rival"},
    Right.SEE_AUDIT: MANAGERS | {"auditor"} | ADMINISTRATORS,
    Right.MANAGE_STAFF: ADMINISTRATORS,
    Right.MANAGE_ORGANISATIONS: {"city_administrator"},
    Right.SEE_OUTBOX: {"desk"} | ADMINISTRATORS,
}
# Rights in the centre's own affairs: an address that names an estate doesn't open by them.
CENTRE_ONLY = {
    *(Right.OPEN_ESTATE, Right.MANAGE_STAFF, Right.MANAGE_ORGANISATIONS, Right.SEE_OUTBOX),
    *(Right.SHARE_COSTS, Right.APPROVE_SHARED_COSTS, Right.RECONCILE),
}
SEE_AUDIT_IN_ESTATE = MANAGERS | {"auditor"}


@dataclass(frozen=True, slots=True)
class Route:
    """`parameters` maps each part of the address to its converter's name."""

    name: str
    view: Any
    parameters: dict[str, str]

    @property
    def word(self) -> str:
        """Return what the view itself says of who may open it."""
        found = access.access_of(self.view)
        if found is None:
            return "nobody"
        if found.door is not access.Door.STAFF:
            return found.door.value
        return found.right.value if found.right else "staff"

    @property
    def names_an_estate(self) -> bool:
        return "estate_id" in self.parameters


def every_route() -> list[Route]:
    return sorted(_routes(get_resolver().url_patterns, "", {}), key=lambda route: route.name)


def _routes(patterns: list[Any], namespace: str, before: dict[str, str]) -> Iterator[Route]:
    for pattern in patterns:
        parameters = before | {name: type(conv).__name__ for name, conv in pattern.pattern.converters.items()}
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner, parameters)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or pattern.pattern}", pattern.callback, parameters)


def may_open(who: str, word: str, *, names_an_estate: bool) -> bool:
    """Return whether the persona may open an address of this kind, by the tables alone."""
    if word in ("public", "machine"):
        return True
    is_resident = who in ("owner", "co_owner", "tenant", "elder", "relative", "stranger")
    if word == "resident":
        # Which home may be seen is the query's affair; an address that names an estate is closed to its strangers.
        return is_resident and not (names_an_estate and who == "stranger")
    if is_resident or who == "visitor":
        return False
    if word == "staff":
        return not (names_an_estate and who in {"rival"} | ADMINISTRATORS)
    right = Right(word)
    if names_an_estate:
        if right in CENTRE_ONLY:
            return False
        return who in (SEE_AUDIT_IN_ESTATE if right is Right.SEE_AUDIT else HOLDERS[right])
    return who in HOLDERS[right] or (who == "rival" and "manager" in HOLDERS[right])
