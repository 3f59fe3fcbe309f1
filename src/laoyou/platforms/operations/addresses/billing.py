"""Bills, credit notes, waivers, statements."""

from django.urls import path

from laoyou.platforms.operations.billing import bills, credit_notes, give_backs, home, issue, months, waivers

PATHS = [
    path("billing", months.billing, name="billing"),
    path("billing.xlsx", months.billing_export, name="billing_export"),
    path("estates/<int:estate_id>/billing.xlsx", months.estate_billing_export, name="estate_billing_export"),
    path("estates/<int:estate_id>/homes/<int:home_id>/bills.xlsx", bills.home_export, name="home_bills_export"),
    path("estates/<int:estate_id>/billing", months.estate_billing, name="estate_billing"),
    path("estates/<int:estate_id>/billing/<month:month>", bills.month_bills, name="billing_month"),
    path("estates/<int:estate_id>/billing/<month:month>.xlsx", bills.month_export, name="billing_month_export"),
    path("estates/<int:estate_id>/billing/<month:month>/issue", issue.preview, name="billing_preview"),
    path("estates/<int:estate_id>/billing/<month:month>/start", issue.start, name="billing_start"),
    path("estates/<int:estate_id>/bills/<int:bill_id>", bills.bill_page, name="bill"),
    path("estates/<int:estate_id>/bills/<int:bill_id>/credit-note", credit_notes.ask, name="ask_credit_note"),
    path("estates/<int:estate_id>/credit-notes", credit_notes.credit_notes, name="credit_notes"),
    path("estates/<int:estate_id>/credit-notes.xlsx", credit_notes.credit_notes_export, name="credit_notes_export"),
    path(
        "estates/<int:estate_id>/credit-notes/<int:correction_id>/decision",
        credit_notes.decide,
        name="decide_credit_note",
    ),
    path("estates/<int:estate_id>/homes/<int:home_id>/bills", home.home_bills, name="home_bills"),
    path("estates/<int:estate_id>/homes/<int:home_id>/use-credit", home.use_credit, name="use_credit"),
    path("estates/<int:estate_id>/homes/<int:home_id>/give-back", give_backs.ask, name="ask_give_back"),
    path("estates/<int:estate_id>/give-backs", give_backs.give_backs, name="give_backs"),
    path("estates/<int:estate_id>/give-backs.xlsx", give_backs.give_backs_export, name="give_backs_export"),
    path(
        "estates/<int:estate_id>/give-backs/<int:give_back_id>/decision",
        give_backs.decide,
        name="decide_give_back",
    ),
    path("estates/<int:estate_id>/homes/<int:home_id>/statement", home.statement, name="statement"),
    path(
        "estates/<int:estate_id>/homes/<int:home_id>/statement.xlsx",
        home.statement_export,
        name="statement_export",
    ),
    path(
        "estates/<int:estate_id>/homes/<int:home_id>/statement.pdf",
        home.statement_paper,
        name="statement_paper",
    ),
    path("estates/<int:estate_id>/waivers", waivers.waivers, name="waivers"),
    path("estates/<int:estate_id>/waivers.xlsx", waivers.waivers_export, name="waivers_export"),
    path("estates/<int:estate_id>/waivers/ask", waivers.ask, name="ask_waiver"),
    path("estates/<int:estate_id>/waivers/<int:waiver_id>/decision", waivers.decide, name="decide_waiver"),
    path("estates/<int:estate_id>/waivers/<int:waiver_id>/end", waivers.ask_end, name="ask_waiver_end"),
    path("estates/<int:estate_id>/waiver-ends/<int:end_id>", waivers.decide_end, name="decide_waiver_end"),
]
