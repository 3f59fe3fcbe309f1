"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "payments.cash_taken": mark("Took %(amount)s in cash (order %(number)s)"),
        "payments.suspense": mark("%(amount)s for order %(number)s fits nothing and waits in suspense"),
        "payments.conflict": mark("A channel contradicts itself about transaction %(transaction)s (order %(number)s)"),
        "payments.suspense_assigned": mark("Assigned %(amount)s from suspense to the credit of %(home)s"),
    }
)
