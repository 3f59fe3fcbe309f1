"""Every audited act has a sentence, every sentence an act, and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from laoyou.core.decisions import Decision
from laoyou.infra import audit, translations
from laoyou.infra.translations import Message
from laoyou.system.billing.bookings.rules.states import BookingState
from laoyou.system.billing.invoices.rules.states import InvoiceState
from laoyou.system.billing.meters.rules.readings import ReadingState
from laoyou.system.dispatch.rules.plan_states import PlanState
from laoyou.system.ledger.budgets.rules.costs import CostState
from laoyou.system.ledger.rules.expenses import ExpenseState
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.places.rules.estate_states import EstateState
from laoyou.system.work.orders.rules.states import OrderState
from laoyou.system.work.surveys.rules.states import CampaignState, FindingState, SurveyState
from tests.architecture.recorded import recorded

DECIDED = [Decision.APPROVED, Decision.REFUSED, Decision.WITHDRAWN]
# An act that is named by the state it reaches: the beginning of its name, and the states.
REACHED: dict[str, Iterable[StrEnum]] = {
    "billing.booking_": list(BookingState),
    "billing.credit_note_": DECIDED,
    "billing.deposit_return_": DECIDED,
    "billing.ending_": DECIDED,
    "billing.give_back_": DECIDED,
    "billing.invoice_": list(InvoiceState),
    "billing.reading_": [ReadingState.CHECKED, ReadingState.REFUSED],
    "billing.waiver_": DECIDED,
    "billing.waiver_end_": DECIDED,
    "dispatch.": [state for state in PlanState if state is not PlanState.PROPOSED],  # a plan is born proposed
    "ledger.expense_": [state for state in ExpenseState if state is not ExpenseState.RECORDED],
    "ledger.reversal_": DECIDED,
    "ledger.shared_cost_": [state for state in CostState if state is not CostState.RECORDED],
    "ledger.shared_cost_reversal_": [Decision.REFUSED, Decision.WITHDRAWN],  # approved it is "reversed"
    "mandates.is_": [state for state in MandateState if state is not MandateState.DRAFT],
    "payments.assignment_": DECIDED,
    "payments.cancellation_": DECIDED,
    "payments.refund_": DECIDED,
    "payments.transfer_account_": list(Decision),
    "places.correction_": DECIDED,
    "places.estate_is_": list(EstateState),
    "work.campaign_": [state for state in CampaignState if state is not CampaignState.PLANNED],
    "work.finding_": list(FindingState),
    "work.order_": list(OrderState),
    "work.survey_": list(SurveyState),
}
# Nothing records these any more; rows of before still tell of them.
OF_BEFORE = {"billing.credit_note_written", "ledger.entry_reversed", "payments.suspense_assigned"}


def test_every_act_can_be_followed_to_its_name() -> None:
    found = recorded()
    assert found.unseen == set(), "name the act by a text, a choice, a table of the module or a parameter"
    assert found.prefixes == set(REACHED), "say in REACHED which states the end of the name can be"


def test_every_recorded_act_has_its_sentence() -> None:
    assert _every_act() - set(audit.known_actions()) == set()


def test_every_sentence_has_its_act() -> None:
    assert set(audit.known_actions()) - _every_act() == OF_BEFORE


def test_every_sentence_is_translated() -> None:
    chinese = translations.translated()
    assert [text for text in audit.known_actions().values() if Message(text) not in chinese] == []


def _every_act() -> set[str]:
    return recorded().actions | {f"{prefix}{state.value}" for prefix, states in REACHED.items() for state in states}
