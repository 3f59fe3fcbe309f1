"""What follows from what happened in the books."""

from laoyou.infra import events
from laoyou.system.ledger import jobs
from laoyou.system.ledger.budgets.events import SharedCostMoved

events.after_commit(SharedCostMoved, jobs.share_cost)
