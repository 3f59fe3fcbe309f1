"""What people can do about users, organisations, persons and their bonds: one function each."""

from laoyou.system.people.second_factor import Enrolment
from laoyou.system.people.use_cases.bonds import bind_person, end_bond, hand_over_home
from laoyou.system.people.use_cases.codes import forget_old_codes, send_code, sign_in_with_code, tie_records
from laoyou.system.people.use_cases.delegations import delegate, revoke_delegation
from laoyou.system.people.use_cases.handing_out import (
    hand_out_organisations,
    hand_out_staff,
    write_down_acts_handed_out,
)
from laoyou.system.people.use_cases.organisations import add_organisation, let_keep_merchant_account
from laoyou.system.people.use_cases.passwords import (
    begin_totp,
    change_password,
    confirm_totp,
    sign_in_with_password,
    sign_in_with_second_factor,
    waiting_totp,
)
from laoyou.system.people.use_cases.personal_data import open_personal_data, open_roll
from laoyou.system.people.use_cases.persons import add_person, edit_person, link_person, unlink_person
from laoyou.system.people.use_cases.preferences import set_preferences
from laoyou.system.people.use_cases.sessions import end_all_sessions
from laoyou.system.people.use_cases.staff import add_staff, end_role, give_role, reset_sign_in, set_staff_active
from laoyou.system.people.use_cases.tries import count_try, forget_old_tries

__all__ = [
    "Enrolment",
    "add_organisation",
    "add_person",
    "add_staff",
    "begin_totp",
    "bind_person",
    "change_password",
    "confirm_totp",
    "count_try",
    "delegate",
    "edit_person",
    "end_all_sessions",
    "end_bond",
    "end_role",
    "forget_old_codes",
    "forget_old_tries",
    "give_role",
    "hand_out_organisations",
    "hand_out_staff",
    "hand_over_home",
    "let_keep_merchant_account",
    "link_person",
    "open_personal_data",
    "open_roll",
    "reset_sign_in",
    "revoke_delegation",
    "send_code",
    "set_preferences",
    "set_staff_active",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_in_with_second_factor",
    "tie_records",
    "unlink_person",
    "waiting_totp",
    "write_down_acts_handed_out",
]
