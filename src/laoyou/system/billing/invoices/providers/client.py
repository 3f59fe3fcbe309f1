"""A bureau that speaks JSON over HTTP, each message of both sides signed by HMAC-SHA256 with its time.

Keys are files under `LAOYOU_HOME/keys/einvoice/` or `LAOYOU_EINVOICE_…` in the environment: `app_id.txt`, `secret.txt`,
`address.txt`, `seller_name.txt`, `seller_number.txt`, `taxpayer.txt` (general or small), `items.txt`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from laoyou.system.billing.invoices.errors import InvoicesNotSetUp
from laoyou.system.billing.invoices.providers.provider import AskedInvoice, Provider, Seller, ToldInvoice
from laoyou.system.billing.invoices.rules.states import Standing
from laoyou.system.billing.invoices.rules.taxes import Taxpayer, WrongTaxes, read_items
from laoyou.system.billing.invoices.rules.titles import is_credit_code
from laoyou.system.payments.providers.keys import KeyFolder, KeysMissing
from laoyou.system.payments.providers.wire import ChannelTrouble, call

CHANNEL = "einvoice"
OLDEST_S = 300
SHORTEST_SECRET = 32


def provider() -> Provider:
    """Return the bureau's door with the keys of this moment. Raises: InvoicesNotSetUp."""
    folder = KeyFolder.of(CHANNEL)
    try:
        seller = _seller(folder)
        secret, address = folder.text("secret.txt"), folder.text("address.txt").rstrip("/")
        app_id = folder.text("app_id.txt")
    except (KeysMissing, WrongTaxes, ValueError) as wrong:
        raise InvoicesNotSetUp from wrong
    if len(secret) < SHORTEST_SECRET or not _is_safe(address):
        raise InvoicesNotSetUp
    return Client(seller=seller, app_id=app_id, secret=secret.encode(), address=address)


def is_set_up() -> bool:
    try:
        provider()
    except InvoicesNotSetUp:
        return False
    return True


@dataclass(frozen=True)
class Client:
    seller: Seller
    app_id: str
    secret: bytes = field(repr=False)
    address: str
    transport: httpx.BaseTransport | None = None

    def submit(self, invoice: AskedInvoice, *, at: datetime) -> ToldInvoice:
        return self._told(invoice.number, self._ask("/invoices/submit", asdict(invoice), at=at))

    def query(self, number: str, *, at: datetime) -> ToldInvoice:
        return self._told(number, self._ask("/invoices/query", {"number": number}, at=at))

    def reverse(self, number: str, *, red_number: str, amount_fen: int, at: datetime) -> ToldInvoice:
        asked = {"number": red_number, "reverses": number, "amount_fen": amount_fen}
        return self._told(red_number, self._ask("/invoices/reverse", asked, at=at))

    def _ask(self, path: str, content: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        moment, nonce = str(int(at.timestamp())), secrets.token_hex(16)
        reply = call(
            "POST",
            f"{self.address}{path}",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-App-Id": self.app_id,
                "X-Timestamp": moment,
                "X-Nonce": nonce,
                "X-Signature": signature(self.secret, f"POST {path}", moment, nonce, body),
            },
            body=body,
            transport=self.transport,
        )
        if reply.status != 200:
            raise ChannelTrouble(f"the bureau answered {reply.status}")
        said = reply.headers.get("x-timestamp", "")
        if not said.isdecimal() or len(said) > 12 or abs(int(said) - int(at.timestamp())) > OLDEST_S:
            raise ChannelTrouble("the answer is of another time")
        expected = signature(self.secret, f"ANSWER {path}", said, nonce, reply.body)
        if not hmac.compare_digest(expected, reply.headers.get("x-signature", "")):
            raise ChannelTrouble("the answer is not signed by the bureau")
        return _object(reply.body)

    def _told(self, number: str, said: dict[str, Any]) -> ToldInvoice:
        """Return the bureau's word. Raises: ChannelTrouble for one that is not about this number or can't be read."""
        try:
            told = ToldInvoice(
                number=str(said["number"]),
                standing=Standing(said["standing"]),
                amount_fen=int(said.get("amount_fen", 0)),
                invoice_code=str(said.get("invoice_code", ""))[:12],
                invoice_number=str(said.get("invoice_number", "")),
                pdf_address=str(said.get("pdf_address", "")),
                issued_on=date.fromisoformat(said["issued_on"]) if said.get("issued_on") else None,
                reason=str(said.get("reason", ""))[:200],
            )
        except (KeyError, ValueError, TypeError) as error:
            raise ChannelTrouble("the answer can't be read") from error
        if told.number != number:
            raise ChannelTrouble("the answer is about another invoice")
        if told.standing is Standing.ISSUED:
            is_number = told.invoice_number.isdecimal() and len(told.invoice_number) in (8, 20)
            if not is_number or told.issued_on is None:
                raise ChannelTrouble("an invoice without its number or day")
            if told.pdf_address and (not _is_safe(told.pdf_address) or len(told.pdf_address) > 300):
                raise ChannelTrouble("a download address that is none")
        return told


def signature(secret: bytes, what: str, moment: str, nonce: str, body: bytes) -> str:
    """Return the HMAC over what is asked, when, the nonce and the body, each on a line."""
    return hmac.new(secret, f"{what}\n{moment}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise ChannelTrouble("the answer is no JSON") from error
    if not isinstance(said, dict):
        raise ChannelTrouble("the answer is no object")
    return said


def _is_safe(address: str) -> bool:
    """Return whether it is an address over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})


def _seller(folder: KeyFolder) -> Seller:
    taxpayer, number = Taxpayer(folder.text("taxpayer.txt")), folder.text("seller_number.txt")
    if not is_credit_code(number):
        raise WrongTaxes("the seller's number is no credit code")
    return Seller(
        name=folder.text("seller_name.txt"),
        number=number,
        taxpayer=taxpayer,
        items=read_items(folder.text("items.txt"), taxpayer),
    )
