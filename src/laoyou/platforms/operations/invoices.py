"""Invoices at the desk: asked for at a payment, followed in a list."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.billing.invoices import queries, use_cases
from laoyou.system.payments import queries as payments
from laoyou.system.places import queries as places

STATES: Words = {
    "asked": gettext_lazy("On its way to the tax bureau"),
    "submitted": gettext_lazy("At the tax bureau"),
    "issued": gettext_lazy("Issued"),
    "refused": gettext_lazy("Not issued"),
    "reversing": gettext_lazy("Is being reversed"),
    "reversed": gettext_lazy("Reversed"),
}
KINDS: Words = {"person": gettext_lazy("A person"), "company": gettext_lazy("A company")}
TROUBLES: Words = {
    "InvoicesNotSetUp": gettext_lazy("the keys of the tax bureau are missing"),
    "the money went back before it was issued": gettext_lazy("the money went back before it was issued"),
    "the bureau names another amount": gettext_lazy("the bureau names another amount: look into it there"),
}
"""Words for what is known; anything else is shown as the bureau says it."""
FIELDS = ("kind", "title", "tax_number", "send_to")


@access.staff(Right.TAKE_CASH)
def invoices(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the invoices of the estate, the newest first."""
    actor, state, search = request.actor, *_wanted(request)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.invoices_for(
            actor=actor, estate_id=estate_id, state=state, search=search, page=page_of(request)
        ),
        "state": state,
        "search": search,
        "states": [("", gettext("All")), *STATES.items()],
        "names": STATES,
        "troubles": TROUBLES,
    }
    return render(request, "operations/invoices.html", context)


@access.staff(Right.TAKE_CASH)
def invoices_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor, state, search = request.actor, *_wanted(request)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.invoices_for(
        actor=actor, estate_id=estate_id, state=state, search=search, size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Invoices')} {city_day(request.at).isoformat()}",
        title=gettext("Invoices"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Receipt number"), width=16),
            exports.Column(gettext("Name on the invoice"), width=30),
            exports.Column(gettext("Taxpayer number"), width=22),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Without tax"), kind.MONEY),
            exports.Column(gettext("Tax"), kind.MONEY),
            exports.Column(gettext("State"), width=18),
            exports.Column(gettext("Invoice number"), width=24),
            exports.Column(gettext("Issued on"), kind.DAY),
            exports.Column(gettext("Red letter"), width=24),
            exports.Column(gettext("Asked by"), width=14),
            exports.Column(gettext("Asked at"), kind.MOMENT),
            exports.Column(gettext("Trouble"), width=30),
        ],
        rows=(
            (
                *(row.home_label, row.receipt_number, row.title, row.tax_number, row.amount, row.net, row.tax),
                *(STATES[row.state], row.invoice_number, row.issued_on, row.red_number),
                *(row.asked_by_name, row.asked_at, TROUBLES.get(row.trouble, row.trouble)),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_invoice(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Show the invoices of a payment; without one that counts, ask for it on the payer's behalf."""
    refusal = None
    if request.method == "POST":
        try:
            use_cases.ask_invoice(
                actor=request.actor,
                estate_id=estate_id,
                payment_id=payment_id,
                at=request.at,
                **{name: request.POST.get(name, "")[:200] for name in FIELDS},
            )
        except NotFound:
            raise
        except Refusal as caught:
            refusal = caught
        else:
            flash.say(request, gettext("Asked for. It is mostly there within a few minutes."))
            return redirect("operations:payment_invoice", estate_id=estate_id, payment_id=payment_id)
    actor = request.actor
    every = queries.invoices_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    is_asked_for = not every or every[0].is_over
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "receipt": payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id),
        "invoices": [
            (each, queries.lines_of_invoice(actor=actor, estate_id=estate_id, invoice_id=each.id)) for each in every
        ],
        "offered": queries.invoiceable(actor=actor, estate_id=estate_id, payment_id=payment_id)
        if is_asked_for
        else None,
        "may_end": actor.may(Right.CLOSE_MONTH, estate_id),
        "names": STATES,
        "troubles": TROUBLES,
        "kinds": list(KINDS.items()),
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "errors": errors_of(refusal),
    }
    return render(request, "operations/payment_invoice.html", context, status=422 if refusal else 200)


@access.staff(Right.CLOSE_MONTH)
@require_POST
def end_red_letter(request: access.Request, estate_id: int, payment_id: int, invoice_id: int) -> HttpResponse:
    """Write down a red letter that was written on the bureau's own page."""
    try:
        use_cases.end_by_hand(
            actor=request.actor,
            estate_id=estate_id,
            invoice_id=invoice_id,
            red_number=request.POST.get("red_number", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("Written down."))
    return redirect("operations:payment_invoice", estate_id=estate_id, payment_id=payment_id)


def _wanted(request: access.Request) -> tuple[str, str]:
    return request.GET.get("state", ""), request.GET.get("search", "").strip()
