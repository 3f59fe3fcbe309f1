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
    STREET_OFFICIAL = "street_official"
    BUREAU_OFFICIAL = "bureau_official"


_LOOK = frozenset({"see_estate", "see_mandates", "see_figures", "see_books"})
_DESK = _LOOK | {"see_people", "open_personal_data", "edit_people", "take_cash", "request_waiver"}
_FINANCE = _DESK | {
    *("import_homes", "edit_places", "prepare_bills", "issue_bills", "write_credit_note"),
    *("record_expense", "close_month", "prepare_budget"),
}
_MANAGER = _FINANCE | {"edit_mandates", "approve_waiver", "approve_expense", "adopt_budget", "see_audit"}

ESTATE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(),
    Role.AUDITOR: _LOOK | {"see_audit"},
    Role.MANAGER: _MANAGER,
    Role.FINANCE: _FINANCE,
    Role.DESK: _DESK,
    Role.STREET_OFFICIAL: _LOOK | {"confirm_mandates"},
    Role.BUREAU_OFFICIAL: _LOOK,
}
"""What a role may do in each estate that it reaches."""

CENTRE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({"manage_staff", "see_audit", "see_outbox"}),
    Role.AUDITOR: frozenset({"see_audit"}),
    Role.MANAGER: frozenset({"open_estate", "reconcile", "share_costs", "approve_shared_costs"}),
    Role.FINANCE: frozenset({"reconcile", "share_costs"}),
    Role.DESK: frozenset({"see_outbox"}),
    Role.STREET_OFFICIAL: frozenset({"see_figures"}),
    Role.BUREAU_OFFICIAL: frozenset({"see_figures"}),
}
"""What a role may do in the centre's own affairs, estate 0."""

OF_THE_CITYS_ADMINISTRATOR = frozenset({"manage_organisations"})
"""What an administrator of the bureau may do besides: add organisations, and keep the people of all of them."""

BEFORE_A_MANDATE = frozenset({"see_estate", "see_mandates", "edit_mandates", "edit_places"})
"""What a manager may do where their company has a draft, or opened the estate, and nobody was ever in force."""

OWN_DRAFT_ONLY = frozenset({"see_mandates", "edit_mandates"})
"""What a manager's draft opens where somebody serves or served: itself. Homes, people and books are not theirs."""

NEEDS_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR})

ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    "company": frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER, Role.FINANCE, Role.DESK}),
    "street_office": frozenset({Role.STREET_OFFICIAL}),
    "community": frozenset({Role.STREET_OFFICIAL}),
    "housing_bureau": frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_OFFICIAL}),
}
"""Which roles an organisation of a kind can give. Committees and owners act as residents: they give none."""

APART = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Administration and audit lie in two hands."""

THE_CITYS = frozenset({Role.AUDITOR})
"""Roles that only the city's administrator gives and ends: whom an administrator could dismiss can't audit them."""


def centre_rights(role: Role, organisation_kind: str) -> frozenset[str]:
    """Return what the role, held in an organisation of that kind, may do in the centre's own affairs.

    >>> sorted(centre_rights(Role.ADMINISTRATOR, "company"))
    ['manage_staff', 'see_audit', 'see_outbox']
    >>> centre_rights(Role.ADMINISTRATOR, "housing_bureau") - centre_rights(Role.ADMINISTRATOR, "company")
    frozenset({'manage_organisations'})
    """
    is_the_citys = role is Role.ADMINISTRATOR and organisation_kind == "housing_bureau"
    return CENTRE_RIGHTS[role] | (OF_THE_CITYS_ADMINISTRATOR if is_the_citys else frozenset())


OF_A_DIVISION = frozenset({"street_office", "community"})
"""Kinds of organisation whose people's estates follow from the part of the city that they look after."""

ORGANISATION_KINDS = (
    *("company", "street_office", "community", "owners_committee", "owners_assembly"),
    *("owners_group", "single_owner", "developer", "housing_bureau"),
)
