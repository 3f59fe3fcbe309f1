"""Formulas of prices: a small grammar that is read when a price is saved, and worked out exactly for each home.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = number | name | "-" factor | "(" sum ")" | ("min" | "max") "(" sum ("," sum)+ ")"
            | "if" "(" sum comparison sum "," sum "," sum ")"

Nothing else is understood: no attributes, no calls of anything, no powers, no loops (BILL-05). A name is what it says
as a whole (BILL-03). What a home lacks makes the formula worthless for it, never zero (BILL-01, BILL-04).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

LONGEST = 200
DEEPEST = 20
HUNDREDTHS = 100


class Input(StrEnum):
    """What a formula may name: the home's area in m², its floor, and the number of things it was given a price for."""

    AREA = "area"
    FLOOR = "floor"
    COUNT = "count"


class FormulaProblem(StrEnum):
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_NAME = "unknown_name"
    NOT_UNDERSTOOD = "not_understood"
    DIVIDES_BY_ZERO = "divides_by_zero"
    NAMES_NOTHING = "names_nothing"


class FormulaFault(ValueError):
    """The text is no formula. `place` counts its characters from 1, `near` is what stands there."""

    def __init__(self, problem: FormulaProblem, place: int = 1, near: str = "") -> None:
        super().__init__(problem, place, near)
        self.problem, self.place, self.near = problem, place, near


class NoValue(ValueError):
    """The formula has no value for a home: the home lacks what it names, or it would divide by zero or go below it."""


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    name: Input


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    of: Node


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of several."""

    function: str
    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    left: Node
    comparison: str
    right: Node
    then: Node
    otherwise: Node


Node = Number | Name | Operation | Negative | Extreme | Choice
Values = Mapping[Input, Fraction | None]

_WORDS = {
    **{name.value: name.value for name in Input},
    "面积": "area",
    "楼层": "floor",
    "数量": "count",
    "最大": "max",
    "最小": "min",
    "如果": "if",
    "min": "min",
    "max": "max",
    "if": "if",
}
_SIGNS = str.maketrans("（），×÷－−＋＊／＜＞＝", "(),*/--+*/<>=")
_TOKEN = re.compile(r"\s*(?:(\d{1,9}(?:\.\d{1,6})?)(?![\d.])|([^\W\d]\w*)|(>=|<=|[-+*/(),<>=]))")
_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    "=": lambda left, right: left == right,
}
_SHOWN = {"*": "×", "/": "÷", "-": "−"}
_SUM, _PRODUCT, _FACTOR = 1, 2, 3


def read_formula(text: str) -> Node:
    """Return the formula that the text writes, in English or Chinese words and signs.

    >>> lift = read_formula("if(floor > 1, area * 0.3, 0)")
    >>> str(value_of(lift, {Input.AREA: Fraction(8635, 100), Input.FLOOR: Fraction(5)}))
    '5181/200'
    >>> read_formula("如果（楼层 > 1，面积 × 0.3，0）") == lift
    True
    >>> read_formula("area + flor")
    Traceback (most recent call last):
    laoyou.system.mandates.rules.formulas.FormulaFault: (<FormulaProblem.UNKNOWN_NAME: 'unknown_name'>, 8, 'flor')

    Raises: FormulaFault with the place.
    """
    if len(text) > LONGEST:
        raise FormulaFault(FormulaProblem.TOO_LONG)
    reader = _Reader(list(_tokens(text.translate(_SIGNS).replace("≥", ">=").replace("≤", "<="))))
    formula = reader.sum(depth=0)
    reader.expect("end")
    if not any(isinstance(node, Name) for node in _nodes(formula)):
        raise FormulaFault(FormulaProblem.NAMES_NOTHING)
    return formula


def names_of(formula: Node) -> frozenset[Input]:
    """Return what the formula asks of a home.

    >>> sorted(names_of(read_formula("max(floor - 1, 0) * area")))
    [<Input.AREA: 'area'>, <Input.FLOOR: 'floor'>]
    """
    return frozenset(node.name for node in _nodes(formula) if isinstance(node, Name))


def value_of(formula: Node, values: Values) -> Fraction:
    """Return the exact value for one home. Raises: NoValue for a value it lacks, or a division by zero.

    Only the branch of an `if` that holds is worked out: a ground floor without a lift needs no lift's price.
    """
    match formula:
        case Number(value=value):
            return value
        case Name(name=name):
            known = values.get(name)
            if known is None:
                raise NoValue(name)
            return known
        case Negative(of=inner):
            return -value_of(inner, values)
        case Extreme(function=function, of=parts):
            found = [value_of(part, values) for part in parts]
            return min(found) if function == "min" else max(found)
        case Choice(left=left, comparison=comparison, right=right, then=then, otherwise=otherwise):
            holds = _COMPARISONS[comparison](value_of(left, values), value_of(right, values))
            return value_of(then if holds else otherwise, values)
        case Operation(sign=sign, left=left, right=right):
            first, second = value_of(left, values), value_of(right, values)
            if sign == "/" and second == 0:
                raise NoValue(FormulaProblem.DIVIDES_BY_ZERO)
            return _OPERATIONS[sign](first, second)


def hundredths_of(formula: Node, values: Values) -> int:
    """Return the quantity in hundredths that a price by formula is charged for, rounded half up, as an area is kept.

    86.35 m² on the fifth floor, by `max(floor - 1, 0) * area * 0.01`, are 3.454 units:

    >>> hundredths_of(
    ...     read_formula("max(floor - 1, 0) * area * 0.01"), {Input.AREA: Fraction(8635, 100), Input.FLOOR: Fraction(5)}
    ... )
    345

    Raises: NoValue, also for less than nothing.
    """
    value = value_of(formula, values)
    if value < 0:
        raise NoValue("below zero")
    return (2 * value * HUNDREDTHS + 1) // 2


def shown_with(formula: Node, values: Values) -> str:
    """Return the formula with the home's values in it, for the bill.

    >>> shown_with(read_formula("(floor - 1) * area / 2"), {Input.AREA: Fraction(8635, 100), Input.FLOOR: Fraction(5)})
    '(5 − 1) × 86.35 ÷ 2'
    """
    return _shown(formula, values, _SUM)


def _shown(node: Node, values: Values, least: int) -> str:
    """Return the text of the node, in brackets where it binds less than `least`, which its place asks for."""
    match node:
        case Number(text=text):
            return text
        case Name(name=name):
            known = values.get(name)
            return name.value if known is None else _decimal(known)
        case Negative(of=inner):
            return f"−{_shown(inner, values, _FACTOR)}"
        case Extreme(function=function, of=parts):
            return f"{function}({', '.join(_shown(part, values, _SUM) for part in parts)})"
        case Choice(left=left, comparison=comparison, right=right, then=then, otherwise=otherwise):
            holds = _COMPARISONS[comparison](value_of(left, values), value_of(right, values))
            return _shown(then if holds else otherwise, values, least)
        case Operation(sign=sign, left=left, right=right):
            own = _SUM if sign in "+-" else _PRODUCT
            behind = own + 1 if sign in "-/" else own
            text = f"{_shown(left, values, own)} {_SHOWN.get(sign, sign)} {_shown(right, values, behind)}"
            return f"({text})" if own < least else text


def _decimal(value: Fraction) -> str:
    whole, hundredths = divmod(abs(value.numerator) * HUNDREDTHS // value.denominator, HUNDREDTHS)
    return f"{'−' if value < 0 else ''}{whole}{f'.{hundredths:02}' if hundredths else ''}"


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Negative(of=inner):
            yield from _nodes(inner)
        case Extreme(of=parts):
            for part in parts:
                yield from _nodes(part)
        case Choice(left=left, right=right, then=then, otherwise=otherwise):
            for part in (left, right, then, otherwise):
                yield from _nodes(part)
        case Operation(left=left, right=right):
            yield from _nodes(left)
            yield from _nodes(right)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaFault(FormulaProblem.NOT_UNDERSTOOD, start + 1, text[start : start + 10])
        number, word, sign = found.groups()
        place = found.end() - len(number or word or sign) + 1
        if word:
            known = _WORDS.get(word.lower())
            if known is None:
                raise FormulaFault(FormulaProblem.UNKNOWN_NAME, place, word)
            yield _Token("name" if known in set(Input) else known, known, place)
        else:
            yield _Token("number" if number else sign, number or sign, place)
        at = found.end()
    yield _Token("end", "", len(text) + 1)


class _Reader:
    """Reads tokens by descending through the grammar, one method per rule of it."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *kinds: str) -> _Token | None:
        token = self._next
        if token.kind not in kinds:
            return None
        self._at += 1
        return token

    def expect(self, *kinds: str) -> _Token:
        token = self._take(*kinds)
        if token is None:
            raise FormulaFault(FormulaProblem.NOT_UNDERSTOOD, self._next.place, self._next.text)
        return token

    def sum(self, depth: int) -> Node:
        node = self._product(depth)
        while sign := self._take("+", "-"):
            node = Operation(sign.text, node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._factor(depth)
        while sign := self._take("*", "/"):
            by = self._factor(depth)
            if sign.text == "/" and isinstance(by, Number) and by.value == 0:
                raise FormulaFault(FormulaProblem.DIVIDES_BY_ZERO, sign.place, "/ 0")
            node = Operation(sign.text, node, by)
        return node

    def _factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FormulaFault(FormulaProblem.TOO_DEEP, self._next.place, self._next.text)
        token = self.expect("number", "name", "-", "(", "min", "max", "if")
        if token.kind == "number":
            return Number(Fraction(token.text), token.text)
        if token.kind == "name":
            return Name(Input(token.text))
        if token.kind == "-":
            return Negative(self._factor(depth + 1))
        if token.kind == "if":
            return self._choice(depth + 1)
        if token.kind in ("min", "max"):
            return self._extreme(token.text, depth + 1)
        inner = self.sum(depth + 1)
        self.expect(")")
        return inner

    def _extreme(self, function: str, depth: int) -> Node:
        self.expect("(")
        parts = [self.sum(depth)]
        self.expect(",")
        parts.append(self.sum(depth))
        while self._take(","):
            parts.append(self.sum(depth))
        self.expect(")")
        return Extreme(function, tuple(parts))

    def _choice(self, depth: int) -> Node:
        self.expect("(")
        left = self.sum(depth)
        comparison = self.expect(*_COMPARISONS).text
        right = self.sum(depth)
        self.expect(",")
        then = self.sum(depth)
        self.expect(",")
        otherwise = self.sum(depth)
        self.expect(")")
        return Choice(left, comparison, right, then, otherwise)
