"""All reads of the books.

What everybody may see carries no personal data and asks for no actor: it is masked here, not in a template. Reads that
take an actor check the right. All run inside the caller's scope.
"""

from laoyou.system.ledger.queries.details import Details, details_file
from laoyou.system.ledger.queries.entries import (
    EntriesFilter,
    EntryLine,
    EntryPage,
    EntryRow,
    EntryView,
    entries_for,
    entries_of_month,
    entry_for,
    entry_of_fact,
    entry_view,
)
from laoyou.system.ledger.queries.expenses import (
    ExpenseView,
    expense_for,
    expense_of_entry,
    expenses_for,
    undecided_count,
)
from laoyou.system.ledger.queries.month_files import MONTH_FILES
from laoyou.system.ledger.queries.months import (
    BooksMonth,
    MonthBooks,
    MonthSum,
    closing_checklist,
    month_books,
    month_sums,
    months_with_books,
)
from laoyou.system.ledger.queries.packages import (
    CheckpointView,
    entry_proof,
    estates_to_log,
    is_logged,
    month_package,
    newest_checkpoint,
    proof_of_source,
)
from laoyou.system.ledger.queries.proof import Difference, proof
from laoyou.system.ledger.queries.publications import (
    Published,
    published,
    published_month,
    published_months,
    still_agrees,
)
from laoyou.system.ledger.queries.reversals import (
    ReversalView,
    reversal_of_entry,
    reversals_for,
    reversals_undecided,
)
from laoyou.system.ledger.queries.standing import Standing, standing_of_estates
from laoyou.system.ledger.queries.vouchers import VoucherView, public_voucher, voucher_file
from laoyou.system.ledger.queries.waiting import WAITING
from laoyou.system.ledger.signing import published_key

__all__ = [
    "MONTH_FILES",
    "WAITING",
    "BooksMonth",
    "CheckpointView",
    "Details",
    "Difference",
    "EntriesFilter",
    "EntryLine",
    "EntryPage",
    "EntryRow",
    "EntryView",
    "ExpenseView",
    "MonthBooks",
    "MonthSum",
    "Published",
    "ReversalView",
    "Standing",
    "VoucherView",
    "closing_checklist",
    "details_file",
    "entries_for",
    "entries_of_month",
    "entry_for",
    "entry_of_fact",
    "entry_proof",
    "entry_view",
    "estates_to_log",
    "expense_for",
    "expense_of_entry",
    "expenses_for",
    "is_logged",
    "month_books",
    "month_package",
    "month_sums",
    "months_with_books",
    "newest_checkpoint",
    "proof",
    "proof_of_source",
    "public_voucher",
    "published",
    "published_key",
    "published_month",
    "published_months",
    "reversal_of_entry",
    "reversals_for",
    "reversals_undecided",
    "standing_of_estates",
    "still_agrees",
    "undecided_count",
    "voucher_file",
]
