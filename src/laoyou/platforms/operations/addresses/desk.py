"""The desk itself: sign-in, search, staff, the audit log."""

from django.urls import path

from laoyou.platforms.operations import account, audit_log, outbox, search, shell, sign_in, staff, waiting

PATHS = [
    path("", shell.home, name="home"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("account", account.account, name="account"),
    path("account/password", account.change_password, name="change_password"),
    path("account/own-password", account.own_password, name="own_password"),
    path("account/second-factor", account.second_factor, name="second_factor"),
    path("account/second-factor.svg", account.second_factor_qr, name="second_factor_qr"),
    path("language", shell.set_language, name="set_language"),
    path("setup", shell.setup, name="setup"),
    path("switch", shell.estate_choices, name="estate_choices"),
    path("search", search.search, name="search"),
    path("waiting.xlsx", waiting.waiting_export, name="waiting_export"),
    path("waiting", waiting.waiting, name="waiting"),
    path("staff", staff.staff, name="staff"),
    path("staff.xlsx", staff.staff_export, name="staff_export"),
    path("staff/add", staff.add_staff, name="add_staff"),
    path("staff/<int:user_id>", staff.staff_member, name="staff_member"),
    path("staff/<int:user_id>/role", staff.give_role, name="give_role"),
    path("staff/<int:user_id>/role/<int:role_id>/end", staff.end_role, name="end_role"),
    path("staff/<int:user_id>/reset", staff.reset_sign_in, name="reset_sign_in"),
    path("staff/<int:user_id>/active", staff.set_active, name="set_active"),
    path("organisations", staff.organisations, name="organisations"),
    path(
        "organisations/<int:organisation_id>/merchant-account",
        staff.keep_merchant_account,
        name="keep_merchant_account",
    ),
    path("organisations.xlsx", staff.organisations_export, name="organisations_export"),
    path("audit", audit_log.audit_log, name="audit_log"),
    path("audit.xlsx", audit_log.audit_export, name="audit_export"),
    path("outbox", outbox.outbox, name="outbox"),
    path("estates/<int:estate_id>/work/<int:work_id>", shell.work_progress, name="work_progress"),
]
