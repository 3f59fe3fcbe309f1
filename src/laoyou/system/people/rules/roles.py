"""Which role may do what. A company's role works in the estates of its live mandates, a street office's in its own
streets, the bureau's in the whole city. An administrator keeps the people of their own organisation; the bureau's keeps
everybody's, and the organisations.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MANAGER = "manager"
    FINANCE = "finance"
    DESK = "desk"
    DISPATCHER = "dispatcher"
    WORKER = "worker"
    STREET_OFFICIAL = "street_official"
    BUREAU_OFFICIAL = "bureau_official"


_LOOK = frozenset({"see_estate", "see_mandates", "see_figures", "see_books"})
_COUNTER = _LOOK | {"see_people", "open_personal_data", "edit_people", "take_cash", "request_waiver"}
_DISPATCHER = frozenset(
    {
        *("see_estate", "see_requests", "handle_requests", "see_orders", "dispatch_orders", "do_orders", "survey"),
    }
)
_FINANCE = _COUNTER | {
    *("import_homes", "edit_places", "prepare_bills", "issue_bills", "write_credit_note"),
    *("record_expense", "close_month", "prepare_budget", "settle_ending"),
}
_MANAGER = (
    _FINANCE
    | _DISPATCHER
    | {
        *("edit_mandates", "approve_waiver", "approve_expense", "adopt_budget", "approve_ending", "see_audit"),
        "adopt_survey",
        "answer_chats",
    }
)

ESTATE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(),
    Role.AUDITOR: _LOOK | {"see_audit"},
    Role.MANAGER: _MANAGER,
    Role.FINANCE: _FINANCE,
    Role.DESK: _COUNTER | {"see_requests", "handle_requests", "see_orders", "answer_chats"},
    Role.DISPATCHER: _DISPATCHER,
    Role.WORKER: frozenset({"do_orders", "survey"}),
    Role.STREET_OFFICIAL: _LOOK | {"confirm_mandates", "see_requests"},
    Role.BUREAU_OFFICIAL: _LOOK | {"correct_supervisor", "see_requests"},
}
"""What a role may do in each estate that it reaches."""

CENTRE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({"manage_staff", "see_audit", "see_outbox"}),
    Role.AUDITOR: frozenset({"see_audit"}),
    Role.MANAGER: frozenset({"open_estate", "reconcile", "share_costs", "approve_shared_costs", "manage_crews"}),
    Role.FINANCE: frozenset({"reconcile", "share_costs"}),
    Role.DESK: frozenset({"see_outbox"}),
    Role.DISPATCHER: frozenset({"manage_crews"}),
    Role.WORKER: frozenset(),
    Role.STREET_OFFICIAL: frozenset({"see_figures"}),
    Role.BUREAU_OFFICIAL: frozenset({"see_figures"}),
}
"""What a role may do in the centre's own affairs, estate 0."""

COMES_WITH_A_MANDATE = frozenset({"share_costs", "approve_shared_costs", "see_outbox"})
"""Centre rights that a company's people hold only while their company serves an estate."""

OF_THE_MERCHANT_ACCOUNT = frozenset({"reconcile"})
"""Held only in the one company that keeps the merchant account, and only while it serves: bank lines name payers of
all estates."""

OF_THE_CITYS_ADMINISTRATOR = frozenset({"manage_organisations"})
"""What an administrator of the bureau may do besides: add organisations, and keep the people of all of them."""

BEFORE_A_MANDATE = frozenset({"see_estate", "see_mandates", "edit_mandates", "edit_places"})
"""What a manager may do where their company has a draft, or opened the estate, and nobody was ever in force."""

OWN_DRAFT_ONLY = frozenset({"see_mandates", "edit_mandates"})
"""What a manager's draft opens where somebody serves or served: itself. Homes, people and books are not theirs."""

AFTER_A_MANDATE: dict[Role, frozenset[str]] = {
    Role.MANAGER: frozenset({"see_mandates", "settle_ending", "approve_ending"}),
    Role.FINANCE: frozenset({"see_mandates", "settle_ending"}),
}
"""What is left for a while where a company's mandate has ended: its own mandates, and giving back what is unearned."""

NEEDS_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR})

ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    "company": frozenset(
        {
            *(Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER, Role.FINANCE),
            *(Role.DESK, Role.DISPATCHER, Role.WORKER),
        }
    ),
    "street_office": frozenset({Role.STREET_OFFICIAL}),
    "community": frozenset({Role.STREET_OFFICIAL}),
    "housing_bureau": frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_OFFICIAL}),
}
"""Which roles an organisation of a kind can give. Committees and owners act as residents: they give none."""

APART = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Administration and audit lie in two hands."""

THE_CITYS = frozenset({Role.AUDITOR})
"""Roles that only the city's administrator gives and ends: whom an administrator could dismiss can't audit them."""


def centre_rights(
    role: Role, organisation_kind: str, *, serves: bool, keeps_merchant_account: bool = False
) -> frozenset[str]:
    """Return what the role, held in an organisation of that kind, may do in the centre's own affairs.

    `serves`: the company has a mandate in force that the role reaches. Without one its people keep each other's logins
    and open estates, to come to a first mandate; nothing of what all companies share.

    >>> sorted(centre_rights(Role.ADMINISTRATOR, "company", serves=False))
    ['manage_staff', 'see_audit']
    >>> sorted(centre_rights(Role.FINANCE, "company", serves=True, keeps_merchant_account=True))
    ['reconcile', 'share_costs']
    >>> sorted(centre_rights(Role.FINANCE, "company", serves=True))
    ['share_costs']
    >>> sorted(centre_rights(Role.FINANCE, "company", serves=False, keeps_merchant_account=True))
    []
    >>> sorted(centre_rights(Role.ADMINISTRATOR, "housing_bureau", serves=False))
    ['manage_organisations', 'manage_staff', 'see_audit', 'see_outbox']
    """
    rights = CENTRE_RIGHTS[role]
    if organisation_kind == "housing_bureau":
        return rights | (OF_THE_CITYS_ADMINISTRATOR if role is Role.ADMINISTRATOR else frozenset())
    if organisation_kind == "company" and not serves:
        rights -= COMES_WITH_A_MANDATE
    if not (serves and keeps_merchant_account):
        rights -= OF_THE_MERCHANT_ACCOUNT
    return rights


OF_A_DIVISION = frozenset({"street_office", "community"})
"""Kinds of organisation whose people's estates follow from the part of the city that they look after."""

ORGANISATION_KINDS = (
    *("company", "street_office", "community", "owners_committee", "owners_assembly"),
    *("owners_group", "single_owner", "developer", "housing_bureau"),
)
