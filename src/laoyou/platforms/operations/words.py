"""The reader's words for the codes of people: roles, kinds of organisation, bonds, fields."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from laoyou.system.people.rules.roles import Role

Words = dict[str, str | Promise]

ROLE_NAMES: dict[str, str | Promise] = {
    Role.ADMINISTRATOR: gettext_lazy("System administrator"),
    Role.AUDITOR: gettext_lazy("Auditor"),
    Role.MANAGER: gettext_lazy("Centre manager"),
    Role.FINANCE: gettext_lazy("Finance"),
    Role.DESK: gettext_lazy("Service desk"),
    Role.DISPATCHER: gettext_lazy("Dispatcher"),
    Role.WORKER: gettext_lazy("Field staff"),
    Role.STREET_OFFICIAL: gettext_lazy("Street office"),
    Role.BUREAU_OFFICIAL: gettext_lazy("Housing bureau"),
}
ORGANISATION_KINDS: Words = {
    "company": gettext_lazy("Property company"),
    "street_office": gettext_lazy("Street office"),
    "community": gettext_lazy("Community committee"),
    "owners_committee": gettext_lazy("Owners' committee"),
    "owners_assembly": gettext_lazy("Owners' assembly"),
    "owners_group": gettext_lazy("Group of owners"),
    "single_owner": gettext_lazy("Single owner"),
    "developer": gettext_lazy("Developer"),
    "housing_bureau": gettext_lazy("Housing bureau"),
}
BOND_ROLES: Words = {
    "owner": gettext_lazy("Owner"),
    "resident": gettext_lazy("Resident"),
    "tenant": gettext_lazy("Tenant"),
}
PERSON_KINDS: Words = {
    "natural": gettext_lazy("A person"),
    "organisation": gettext_lazy("An organisation"),
}
FIELD_NAMES: Words = {
    "name": gettext_lazy("Name"),
    "telephone": gettext_lazy("Telephone"),
    "id_number": gettext_lazy("Identity number"),
}
