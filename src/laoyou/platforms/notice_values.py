"""What stands on a notice for the board, in words and amounts: drawn by `notice_pdf`, gathered by `notices`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.core.money import Money


@dataclass(frozen=True, slots=True)
class FundRow:
    name: str
    opening: Money
    income: Money
    expense: Money
    closing: Money


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart: what came in and went out."""

    label: str
    income: Money
    expense: Money


@dataclass(frozen=True, slots=True)
class RateBox:
    name: str
    value: str
    division: str


@dataclass(frozen=True, slots=True)
class RatedMonth:
    """A month of the year with its four rates as they were published; `values` is empty where it was not."""

    month: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Spending:
    day: str
    words: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line of a budget beside the books; `why` where the difference was explained."""

    name: str
    budget: Money
    actual: Money
    is_apart: bool
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    title: str
    gone: str
    gone_hundredths: int
    rows: Sequence[PlanRow]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that stands on the notice, in words and amounts."""

    estate: str
    title: str
    state: str
    serving: str
    sum: FundRow
    funds: Sequence[FundRow]
    bars: Sequence[Bar]
    rates: Sequence[RateBox]
    rated_months: Sequence[RatedMonth]
    biggest: Sequence[Spending]
    plans: Sequence[Plan]
    settlement: Sequence[tuple[str, str]]
    code: str
    key: str
    checkpoint: str
    address: str
    telephone: str
