"""Taking the books away to verify them: a month's files, the log's key and checkpoints, the proof of one receipt."""

from __future__ import annotations

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse

import laoyou
from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.ledger import queries
from laoyou.system.ledger.errors import NotClosedYet
from laoyou.system.payments import queries as payments
from laoyou.system.places import queries as places

CITY = 0
VERIFIER = Path(laoyou.__file__).parents[2] / "verify" / "verify_books.py"
MEDIA_TYPES = {"package": "application/json", "beancount": "text/plain; charset=utf-8"}
ENDINGS = {"package": "json", "beancount": "beancount"}


@access.public
def books_check(request: HttpRequest, key: str) -> HttpResponse:
    """Show how to verify the books, with the key and the newest checkpoints to write down."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        months = [known.month for known in queries.months_with_books(estate.id) if known.is_closed]
        checkpoint = queries.newest_checkpoint(estate.id)
    with scope.estate(CITY):
        city = queries.newest_checkpoint(CITY)
    context = {
        "estate": estate,
        "months": list(reversed(months)),
        "checkpoint": checkpoint,
        "city": city,
        "public_key": queries.published_key(),
    }
    return frame.page(request, "resident/books_check.html", context)


@access.public
def books_file(request: HttpRequest, key: str, month: Month, form: str) -> HttpResponse:
    """Hand out a closed month as a package to verify, or for another bookkeeping program. Raises: NotFound."""
    estate = places.estate_by_public_key(key)
    if form not in MEDIA_TYPES:
        raise NotFound
    with scope.estate(estate.id):
        try:
            content = queries.MONTH_FILES[form](estate.id, month)
        except NotClosedYet:
            raise NotFound from None
    return _file(content, MEDIA_TYPES[form], f"{estate.code}-{month}.{ENDINGS[form]}")


@access.public
def verifier(request: HttpRequest) -> HttpResponse:
    """Hand out the program that checks a package: a hundred lines to read before they are run."""
    return _file(VERIFIER.read_bytes(), "text/x-python; charset=utf-8", VERIFIER.name)


@access.resident
def receipt_proof(request: HttpRequest, estate_id: int, payment_id: int) -> HttpResponse:
    """Hand out the proof that a receipt's money stands in the books; its holder alone gets what opens the seal."""
    receipt = payments.receipt_for(actor=frame.actor_of(request), estate_id=estate_id, payment_id=payment_id)
    source = f"{receipt.channel}:{receipt.transaction}"
    proof = queries.proof_of_source(estate_id, source, home_id=receipt.home_id)
    content = json.dumps(proof, ensure_ascii=False, indent=1).encode()
    return _file(content, "application/json", f"{receipt.number}-proof.json")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
