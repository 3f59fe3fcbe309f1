"""Each audited act of this package, as the sentence that people read."""

from laoyou.infra.audit import register

register({})
