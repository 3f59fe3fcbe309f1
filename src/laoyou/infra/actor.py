"""Who acts, and with which rights. Built by `mandates.queries` at the edge, then handed to every use case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.tenures import WHOLE, Tenure


class ActorKind(StrEnum):
    SYSTEM = "system"
    STAFF = "staff"
    RESIDENT = "resident"
    VISITOR = "visitor"


class Right(StrEnum):
    """What a person can be allowed to do. A role is a set of these (people.rules.roles)."""

    OPEN_ESTATE = "open_estate"
    SEE_ESTATE = "see_estate"
    IMPORT_HOMES = "import_homes"
    EDIT_PLACES = "edit_places"
    CORRECT_SUPERVISOR = "correct_supervisor"
    SEE_PEOPLE = "see_people"
    OPEN_PERSONAL_DATA = "open_personal_data"
    EDIT_PEOPLE = "edit_people"
    SEE_MANDATES = "see_mandates"
    EDIT_MANDATES = "edit_mandates"
    CONFIRM_MANDATES = "confirm_mandates"
    PREPARE_BILLS = "prepare_bills"
    ISSUE_BILLS = "issue_bills"
    REQUEST_WAIVER = "request_waiver"
    APPROVE_WAIVER = "approve_waiver"
    WRITE_CREDIT_NOTE = "write_credit_note"
    TAKE_CASH = "take_cash"
    RECORD_EXPENSE = "record_expense"
    APPROVE_EXPENSE = "approve_expense"
    CLOSE_MONTH = "close_month"
    RECONCILE = "reconcile"
    SETTLE_ENDING = "settle_ending"
    APPROVE_ENDING = "approve_ending"
    SEE_BOOKS = "see_books"
    PREPARE_BUDGET = "prepare_budget"
    ADOPT_BUDGET = "adopt_budget"
    SHARE_COSTS = "share_costs"
    APPROVE_SHARED_COSTS = "approve_shared_costs"
    SEE_FIGURES = "see_figures"
    MANAGE_STAFF = "manage_staff"
    MANAGE_ORGANISATIONS = "manage_organisations"
    SEE_AUDIT = "see_audit"
    SEE_OUTBOX = "see_outbox"
    SEE_REQUESTS = "see_requests"
    HANDLE_REQUESTS = "handle_requests"
    SEE_ORDERS = "see_orders"
    DISPATCH_ORDERS = "dispatch_orders"
    DO_ORDERS = "do_orders"
    MANAGE_CREWS = "manage_crews"
    SURVEY = "survey"
    ADOPT_SURVEY = "adopt_survey"
    ANSWER_CHATS = "answer_chats"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the calendar, at the moment of acting.

    `roles` are all that a staff member holds, `role` is the oldest, by which they are called.
    `rights` maps an estate to what may be done there; estate 0 is the centre's own affairs. `everywhere` holds for all
    estates of the city. `homes` are the homes a resident may act for, (estate, home), each with the days of it that are
    their affair. `person_ids` are the resident's own records, one per estate.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    organisation_id: int | None = None
    role: str = ""
    roles: frozenset[str] = frozenset()
    rights: Mapping[int, frozenset[Right]] = field(default_factory=dict)
    everywhere: frozenset[Right] = frozenset()
    homes: Mapping[tuple[int, int], Tenure] = field(default_factory=dict)
    person_ids: Mapping[int, int] = field(default_factory=dict)

    @property
    def estate_ids(self) -> frozenset[int]:
        return frozenset(self.rights) | frozenset(estate_id for estate_id, _ in self.homes)

    def estates_with(self, right: Right) -> list[int]:
        """Return the estates where the right was given by a mandate; `everywhere` stands beside it."""
        return sorted(estate_id for estate_id, rights in self.rights.items() if estate_id and right in rights)

    def may_somewhere(self, right: Right) -> bool:
        return right in self.everywhere or any(right in rights for rights in self.rights.values())

    def may(self, right: Right, estate_id: int) -> bool:
        if self.kind is ActorKind.SYSTEM or right in self.everywhere:
            return True
        return right in self.rights.get(estate_id, frozenset())

    def require(self, right: Right, estate_id: int) -> None:
        """Raises: NotFound for a stranger to the estate, NotAllowed for its people who lack this right."""
        if self.may(right, estate_id):
            return
        if estate_id not in self.estate_ids and not self.everywhere:
            raise NotFound
        raise NotAllowed

    def require_home(self, estate_id: int, home_id: int) -> Tenure:
        """Return the days of the home that are the actor's affair.

        Raises: NotFound when the actor doesn't live in, own or act for the home.
        """
        if self.kind is ActorKind.SYSTEM:
            return WHOLE
        if (estate_id, home_id) not in self.homes:
            raise NotFound
        return self.homes[estate_id, home_id]

    def audit_name(self) -> str:
        return f"{self.kind.value}:{self.user_id}" if self.user_id else self.kind.value


def system(name: str) -> Actor:
    """Return the actor for what the calendar or an event does, for example system("billing.jobs")."""
    return Actor(kind=ActorKind.SYSTEM, name=name)


VISITOR = Actor(kind=ActorKind.VISITOR, name="")


def merged_rights(parts: Iterable[tuple[int, frozenset[Right]]]) -> dict[int, frozenset[Right]]:
    """Return the union of rights per estate."""
    rights: dict[int, frozenset[Right]] = {}
    for estate_id, granted in parts:
        rights[estate_id] = rights.get(estate_id, frozenset()) | granted
    return rights
