"""Properties of the pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from laoyou.system.people.errors import PeopleRefusal, SharesMixed, SharesTooMany
from laoyou.system.people.rules import lockout, sign_in_codes
from laoyou.system.people.rules.identity_numbers import identity_number
from laoyou.system.people.rules.masking import is_organisation, masked_name, masked_telephone
from laoyou.system.people.rules.shares import HeldShare, check_shares, share_of
from laoyou.system.people.rules.telephones import normal_telephone

DAYS = st.integers(0, 400).map(lambda days: date(2022, 1, 1) + timedelta(days))
NAMES = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=15)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@st.composite
def shares(draw: st.DrawFn) -> HeldShare:
    whole = draw(st.integers(1, 6))
    starts_on = draw(DAYS)
    ends_before = draw(st.none() | st.integers(1, 200).map(lambda days: starts_on + timedelta(days)))
    return HeldShare(draw(st.integers(1, whole)), whole, starts_on, ends_before)


def accepted(wanted: list[HeldShare]) -> list[HeldShare]:
    held: list[HeldShare] = []
    for share in wanted:
        try:
            check_shares(held=held, new=share)
        except (SharesTooMany, SharesMixed):
            continue
        held.append(share)
    return held


@given(st.lists(shares(), max_size=8))
def test_owners_by_shares_never_hold_more_than_the_home_on_any_day(wanted: list[HeldShare]) -> None:
    held = accepted(wanted)
    for day in {share.starts_on for share in held}:
        on_the_day = [s for s in held if s.starts_on <= day and (s.ends_before is None or day < s.ends_before)]
        if any(not share.is_whole for share in on_the_day):
            assert sum(Fraction(share.parts, share.whole) for share in on_the_day) <= 1


@given(st.lists(shares(), max_size=6), shares())
def test_the_order_of_those_who_hold_already_is_irrelevant(wanted: list[HeldShare], new: HeldShare) -> None:
    held = accepted(wanted)

    def outcome(order: list[HeldShare]) -> type | None:
        try:
            check_shares(held=order, new=new)
        except PeopleRefusal as refusal:
            return type(refusal)
        return None

    assert outcome(held) == outcome(held[::-1])


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_share_is_read_in_lowest_terms(parts: int, whole: int) -> None:
    assume(parts <= whole)
    read = share_of(f"{parts}/{whole}")
    assert Fraction(*read) == Fraction(parts, whole)


@given(MOBILES, st.sampled_from(["{}", "+86{}", "0086 {}", " {} "]), st.integers(1, 9))
def test_a_mobile_has_one_form_however_it_is_written(mobile: str, frame: str, cut: int) -> None:
    assert normal_telephone(frame.format(f"{mobile[:cut]}-{mobile[cut:]}")) == mobile


@given(st.text(max_size=20))
def test_a_telephone_in_its_form_stays_as_it_is(text: str) -> None:
    try:
        normal = normal_telephone(text)
    except PeopleRefusal:
        return
    assert normal_telephone(normal) == normal


@given(MOBILES)
def test_a_masked_telephone_hides_its_middle(mobile: str) -> None:
    masked = masked_telephone(mobile)
    assert masked == f"{mobile[:3]}****{mobile[7:]}"
    assert masked_telephone(masked) == masked


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_masked_name_shows_its_first_character_only(names: list[str]) -> None:
    assume(not any(is_organisation(name) for name in names))
    masked = masked_name("、".join(names))
    assert [part[:1] for part in masked.split("、")] == [name[:1] for name in names]
    assert all(part[1:].strip("*") == "" and len(part) > 1 for part in masked.split("、"))
    assert masked_name(masked) == masked


@pytest.mark.parametrize(
    "name", ["买买提·艾力", "古丽米热·艾合买提", "欧阳娜娜美子", "Nguyễn Thị Hoa", "阿卜杜拉处·买买提处"]
)
def test_a_long_name_of_a_person_is_masked(name: str) -> None:
    assert masked_name(name) == name[0] + "*" * (len(name) - 1)


@given(st.integers(0, 10_000))
def test_a_lock_never_gets_shorter(tries: int) -> None:
    lock, later = lockout.lock_after(tries), lockout.lock_after(tries + lockout.TRIES)
    assert lock is None or (later is not None and later >= lock)


@given(st.lists(st.integers(0, 7200), max_size=12))
def test_no_more_than_five_codes_go_out_in_any_hour(seconds: list[int]) -> None:
    start = datetime(2022, 12, 30, tzinfo=UTC)
    sent: list[datetime] = []
    for at in sorted(start + timedelta(seconds=second) for second in seconds):
        try:
            sign_in_codes.check_may_send(sent=sent, at=at)
        except PeopleRefusal:
            continue
        sent.append(at)
    for at in sent:
        assert sum(at <= other < at + timedelta(hours=1) for other in sent) <= 5
        assert all(other == at or abs(other - at) >= timedelta(minutes=1) for other in sent)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_an_identity_number_is_noticed(place: int, by: int) -> None:
    right = "11010519491231002X"
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    with pytest.raises(PeopleRefusal):
        identity_number(wrong)
