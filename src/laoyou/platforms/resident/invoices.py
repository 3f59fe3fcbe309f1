"""The invoice of a receipt: asked for by who paid, and how it stands."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from laoyou.core.errors import NotFound, Refusal, Several
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.system.billing.invoices import queries, use_cases
from laoyou.system.payments import queries as payments

FIELDS = ("kind", "title", "tax_number", "send_to")
STATES = {
    "asked": gettext_lazy("Asked for: it goes to the tax bureau by itself"),
    "submitted": gettext_lazy("The tax bureau has it in hand"),
    "issued": gettext_lazy("Issued"),
    "refused": gettext_lazy("Not issued"),
    "reversing": gettext_lazy("Is being reversed, since money goes back"),
    "reversed": gettext_lazy("Reversed by a red letter"),
}


@access.resident
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_invoice(request: HttpRequest, estate_id: int, payment_id: int) -> HttpResponse:
    """Show how the receipt's invoice stands; without one that counts, ask whom it shall be for."""
    refusal = None
    if request.method == "POST":
        try:
            use_cases.ask_invoice(
                actor=frame.actor_of(request),
                estate_id=estate_id,
                payment_id=payment_id,
                at=frame.at_of(request),
                **{name: request.POST.get(name, "")[:200] for name in FIELDS},
            )
        except NotFound:
            raise
        except Refusal as caught:
            refusal = caught
        else:
            flash.say(request, gettext("Asked for. It is mostly there within a few minutes."))
            return redirect("resident:receipt_invoice", estate_id=estate_id, payment_id=payment_id)
    return _page(request, estate_id, payment_id, refusal)


def _page(request: HttpRequest, estate_id: int, payment_id: int, refusal: Refusal | None) -> HttpResponse:
    actor = frame.actor_of(request)
    receipt = payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    every = queries.invoices_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    is_asked_for = not every or every[0].is_over
    offered = queries.invoiceable(actor=actor, estate_id=estate_id, payment_id=payment_id) if is_asked_for else None
    remembered = asdict(queries.last_title(actor=actor, estate_id=estate_id))
    wrong = refusal.refusals if isinstance(refusal, Several) else (refusal,) if refusal else ()
    context = {
        "receipt": receipt,
        "invoices": [(each, STATES[each.state]) for each in every],
        "offered": offered,
        "typed": {name: request.POST.get(name, remembered[name]) for name in FIELDS},
        "trouble": " ".join(str(access.sentence(each)) for each in wrong),
        "wrong": {getattr(each, "field", "") for each in wrong},
    }
    hand = frame.hand_of(request, (estate_id, receipt.home_id))
    return frame.page(request, "resident/receipt_invoice.html", context, hand=hand, status=422 if refusal else 200)
