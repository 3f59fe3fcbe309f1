"""What people can do with mandates and tariffs, one function each."""

from laoyou.system.mandates.use_cases.drafts import attach_document, draft_mandate, edit_draft, show_public_copy
from laoyou.system.mandates.use_cases.home_tariffs import end_home_tariff, give_home_tariff
from laoyou.system.mandates.use_cases.house_rates import enter_house_rates
from laoyou.system.mandates.use_cases.mandates import (
    end_mandate,
    hand_out_list,
    put_in_force,
    settle_terms,
    withdraw_mandate,
)
from laoyou.system.mandates.use_cases.tariffs import drop_tariff, end_tariff, set_tariff, take_over_tariffs

__all__ = [
    "attach_document",
    "draft_mandate",
    "drop_tariff",
    "edit_draft",
    "end_home_tariff",
    "end_mandate",
    "end_tariff",
    "enter_house_rates",
    "give_home_tariff",
    "hand_out_list",
    "put_in_force",
    "set_tariff",
    "settle_terms",
    "show_public_copy",
    "take_over_tariffs",
    "withdraw_mandate",
]
