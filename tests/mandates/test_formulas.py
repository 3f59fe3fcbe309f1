"""Formulas of prices: what is understood, what it is worth, and what a bill says of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from laoyou.system.mandates.rules.formulas import (
    FormulaFault,
    FormulaProblem,
    Input,
    NoValue,
    hundredths_of,
    names_of,
    read_formula,
    shown_with,
    value_of,
)

HOME = {Input.AREA: Fraction(8635, 100), Input.FLOOR: Fraction(5), Input.COUNT: Fraction(2)}
COMPARISONS = (">", ">=", "<", "<=", "=")


@st.composite
def texts(draw: st.DrawFn, depth: int = 3) -> str:
    """Return a formula's text of any shape that the grammar has, with brackets and without."""
    form = draw(st.integers(0, 6 if depth else 1))
    if form == 0:
        return draw(st.sampled_from([name.value for name in Input]))
    if form == 1:
        return str(draw(st.decimals(0, 999, places=2)))
    first, second = draw(texts(depth - 1)), draw(texts(depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    if form == 2:
        return f"({first} {sign} {second})"
    if form == 3:
        return f"{first} {sign} {second}"
    if form == 4:
        return f"-({first})"
    if form == 5:
        return f"{draw(st.sampled_from(['min', 'max']))}({first}, {second})"
    return f"if({first} {draw(st.sampled_from(COMPARISONS))} {second}, {second}, {first})"


homes = st.fixed_dictionaries(
    {
        Input.AREA: st.integers(1, 99_999).map(lambda centiares: Fraction(centiares, 100)),
        Input.FLOOR: st.integers(-3, 40).map(Fraction),
        Input.COUNT: st.integers(1, 9).map(Fraction),
    }
)


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("area.real", FormulaProblem.NOT_UNDERSTOOD, 5),
        ("__import__('os')", FormulaProblem.UNKNOWN_NAME, 1),
        ("2 ** area", FormulaProblem.NOT_UNDERSTOOD, 4),
        ("areafloor", FormulaProblem.UNKNOWN_NAME, 1),
        ("area floor", FormulaProblem.NOT_UNDERSTOOD, 6),
        ("(area", FormulaProblem.NOT_UNDERSTOOD, 6),
        ("area[0]", FormulaProblem.NOT_UNDERSTOOD, 5),
        ("area; floor", FormulaProblem.NOT_UNDERSTOOD, 5),
        ("lambda: area", FormulaProblem.UNKNOWN_NAME, 1),
        ("1e9 * area", FormulaProblem.UNKNOWN_NAME, 2),
        ("99999999999 * area", FormulaProblem.NOT_UNDERSTOOD, 1),
        ("area / 0", FormulaProblem.DIVIDES_BY_ZERO, 6),
        ("min(area)", FormulaProblem.NOT_UNDERSTOOD, 9),
        ("if(area, 1, 2)", FormulaProblem.NOT_UNDERSTOOD, 8),
        ("1 + 1", FormulaProblem.NAMES_NOTHING, 1),
        ("", FormulaProblem.NOT_UNDERSTOOD, 1),
        ("(" * 25 + "area" + ")" * 25, FormulaProblem.TOO_DEEP, 22),
        ("area + " * 40 + "area", FormulaProblem.TOO_LONG, 1),
        ("-" * 30 + "area", FormulaProblem.TOO_DEEP, 22),
    ],
)
def test_what_is_no_formula_is_refused_where_it_stops_making_sense_BILL_05(
    text: str, problem: FormulaProblem, place: int
) -> None:
    with pytest.raises(FormulaFault) as fault:
        read_formula(text)
    assert (fault.value.problem, fault.value.place) == (problem, place)


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    place = 1
    try:
        read_formula(text)
    except FormulaFault as fault:
        place = fault.place
    assert 1 <= place <= len(text) + 1


@pytest.mark.parametrize(("lacking", "text"), [(Input.AREA, "area * 2"), (Input.FLOOR, "max(floor, 1) * area")])
def test_what_a_home_lacks_is_never_zero_BILL_01_BILL_04(lacking: Input, text: str) -> None:
    with pytest.raises(NoValue):
        value_of(read_formula(text), HOME | {lacking: None})


@pytest.mark.parametrize("text", ["area / (floor - 5)", "5 - area"])
def test_a_division_by_zero_and_less_than_nothing_have_no_value(text: str) -> None:
    with pytest.raises(NoValue):
        hundredths_of(read_formula(text), HOME)


def test_names_within_names_are_told_apart_BILL_03() -> None:
    formula = read_formula("count * 100 + area * 10 + floor")
    assert value_of(formula, HOME) == 2 * 100 + Fraction(8635, 10) + 5
    assert names_of(formula) == set(Input)


def test_only_the_branch_that_holds_is_worked_out() -> None:
    formula = read_formula("if(floor > 1, area / (floor - 1), 0)")
    assert value_of(formula, HOME | {Input.FLOOR: Fraction(1)}) == 0


@given(text=texts(), home=homes)
def test_what_a_bill_shows_can_be_done_again_and_gives_the_same(text: str, home: dict[Input, Fraction]) -> None:
    assume(len(text) < 150)
    try:
        formula = read_formula(text)
        value = value_of(formula, home)
    except (FormulaFault, NoValue):
        return
    again = shown_with(formula, home)
    assume(len(again) < 180)
    assert value_of(read_formula(f"0 * area + ({again})"), home) == value


@given(text=texts(), home=homes)
def test_a_quantity_is_the_exact_value_rounded_once(text: str, home: dict[Input, Fraction]) -> None:
    try:
        formula = read_formula(text)
        value = value_of(formula, home)
        quantity = hundredths_of(formula, home)
    except (FormulaFault, NoValue):
        return
    assert abs(Fraction(quantity, 100) - value) <= Fraction(1, 200)


@given(area=st.integers(1, 99_999), rate=st.decimals(0, 9, places=4))
def test_agrees_with_decimals_where_those_are_exact(area: int, rate: Decimal) -> None:
    formula = read_formula(f"area * {rate}")
    exact = Decimal(area) / 100 * rate
    assert value_of(formula, {Input.AREA: Fraction(area, 100)}) == Fraction(exact)
