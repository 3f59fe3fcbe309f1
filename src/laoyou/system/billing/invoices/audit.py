"""Each audited act about invoices, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.invoice_asked": mark("Asked for an invoice of %(amount)s for receipt %(receipt)s"),
        "billing.invoice_submitted": mark("The tax bureau has the invoice for receipt %(receipt)s in hand"),
        "billing.invoice_issued": mark("The invoice of %(amount)s for receipt %(receipt)s was issued"),
        "billing.invoice_refused": mark("The invoice for receipt %(receipt)s was not issued"),
        "billing.invoice_reversing": mark("The invoice for receipt %(receipt)s is to be reversed: money goes back"),
        "billing.invoice_reversed": mark("The invoice for receipt %(receipt)s was reversed by a red letter"),
    }
)
