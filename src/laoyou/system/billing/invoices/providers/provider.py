"""What whoever issues invoices has to be able to do, and the words it is said in. No models, no pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from laoyou.system.billing.invoices.rules.states import Standing
from laoyou.system.billing.invoices.rules.taxes import TaxedItem, Taxpayer


@dataclass(frozen=True, slots=True)
class Seller:
    """Who issues, as its keys folder says: its name, number, kind of taxpayer, and its items by fund."""

    name: str
    number: str
    taxpayer: Taxpayer
    items: dict[str, TaxedItem]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """`rate` is empty where the item is exempt."""

    name: str
    tax_code: str
    rate: str
    amount_fen: int
    net_fen: int
    tax_fen: int


@dataclass(frozen=True, slots=True)
class AskedInvoice:
    """What is to be issued. `number` is our own and stays the same over all tries."""

    number: str
    kind: str
    title: str
    tax_number: str
    send_to: str
    seller_name: str
    seller_number: str
    amount_fen: int
    net_fen: int
    tax_fen: int
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True)
class ToldInvoice:
    """What the bureau says, signed, of an invoice or a red letter; `reason` where it refuses."""

    number: str
    standing: Standing
    amount_fen: int = 0
    invoice_code: str = ""
    invoice_number: str = ""
    pdf_address: str = ""
    issued_on: date | None = None
    reason: str = ""


class Provider(Protocol):
    """Each call takes seconds at most; `at` is the moment of asking, for signatures and their age.

    Raises: ChannelTrouble, when it may or may not have done what was asked.
    """

    @property
    def seller(self) -> Seller:
        """Return who issues."""

    def submit(self, invoice: AskedInvoice, *, at: datetime) -> ToldInvoice:
        """Ask for an invoice; the same number again never makes a second one."""

    def query(self, number: str, *, at: datetime) -> ToldInvoice:
        """Return how an invoice or a red letter stands there."""

    def reverse(self, number: str, *, red_number: str, amount_fen: int, at: datetime) -> ToldInvoice:
        """Ask for the red letter of the invoice with this number of ours, under a number of its own."""
