"""The nightly proof: bills, what was paid on them, credits and the books tell the same."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.system.billing.queries.rows import select
from laoyou.system.ledger.rules.accounts import Account, Fund

_PROOF = """
SELECT 'receivable', coalesce(bill.fund, book.fund), NULL::bigint, coalesce(bill.fen, 0), coalesce(book.fen, 0)
FROM (SELECT fund, sum(amount_fen - paid_fen - credited_fen) AS fen FROM billing_bill
      WHERE estate_id = %(estate_id)s GROUP BY fund) bill
FULL JOIN (SELECT fund, sum(amount_fen) AS fen FROM ledger_line
           WHERE estate_id = %(estate_id)s AND account = %(receivable)s GROUP BY fund) book ON book.fund = bill.fund
WHERE coalesce(bill.fen, 0) <> coalesce(book.fen, 0)
UNION ALL
SELECT 'credit', %(credits)s, coalesce(credit.home_id, book.home_id), coalesce(credit.balance_fen, 0),
       coalesce(book.fen, 0)
FROM (SELECT home_id, balance_fen FROM billing_home_credit WHERE estate_id = %(estate_id)s) credit
FULL JOIN (SELECT home_id, -sum(amount_fen) AS fen FROM ledger_line
           WHERE estate_id = %(estate_id)s AND account = %(payer_credit)s GROUP BY home_id) book
  ON book.home_id = credit.home_id
WHERE coalesce(credit.balance_fen, 0) <> coalesce(book.fen, 0)
UNION ALL
SELECT 'deposit', %(deposits)s, coalesce(held.home_id, book.home_id), coalesce(held.fen, 0), coalesce(book.fen, 0)
FROM (SELECT home_id, sum(amount_fen) AS fen FROM billing_deposit
      WHERE estate_id = %(estate_id)s AND state = 'held' GROUP BY home_id) held
FULL JOIN (SELECT home_id, -sum(amount_fen) AS fen FROM ledger_line
           WHERE estate_id = %(estate_id)s AND account = %(deposit)s GROUP BY home_id) book
  ON book.home_id = held.home_id
WHERE coalesce(held.fen, 0) <> coalesce(book.fen, 0)
UNION ALL
SELECT 'owed_back', %(credits)s, coalesce(held.home_id, book.home_id), coalesce(held.fen, 0), coalesce(book.fen, 0)
FROM (SELECT home_id, sum(desk_fen - paid_out_fen) AS fen FROM billing_ending_home
      WHERE estate_id = %(estate_id)s GROUP BY home_id) held
FULL JOIN (SELECT home_id, -sum(amount_fen) AS fen FROM ledger_line
           WHERE estate_id = %(estate_id)s AND account = %(owed_back)s GROUP BY home_id) book
  ON book.home_id = held.home_id
WHERE coalesce(held.fen, 0) <> coalesce(book.fen, 0)
UNION ALL
SELECT 'paid', bill.fund, bill.id, bill.paid_fen, coalesce(part.fen, 0)
FROM billing_bill bill
LEFT JOIN (SELECT bill_id, sum(amount_fen) AS fen FROM billing_allocation
           WHERE estate_id = %(estate_id)s GROUP BY bill_id) part ON part.bill_id = bill.id
WHERE bill.estate_id = %(estate_id)s AND bill.paid_fen <> coalesce(part.fen, 0)
UNION ALL
SELECT 'credited', bill.fund, bill.id, bill.credited_fen, coalesce(note.fen, 0)
FROM billing_bill bill
LEFT JOIN (SELECT bill_id, sum(amount_fen) AS fen FROM billing_credit_note
           WHERE estate_id = %(estate_id)s GROUP BY bill_id) note ON note.bill_id = bill.id
WHERE bill.estate_id = %(estate_id)s AND bill.credited_fen <> coalesce(note.fen, 0)
UNION ALL
SELECT 'run', '', run.id, run.amount_fen, coalesce(bill.fen, 0)
FROM billing_run run
LEFT JOIN (SELECT run_id, sum(amount_fen) AS fen FROM billing_bill
           WHERE estate_id = %(estate_id)s GROUP BY run_id) bill ON bill.run_id = run.id
WHERE run.estate_id = %(estate_id)s AND run.amount_fen <> coalesce(bill.fen, 0)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures in fen that should be one. `what` is receivable, credit, deposit, owed_back, paid, credited or run.

    `subject_id` is the home of a credit, a deposit or what is owed back, the bill of paid and credited, the run; none
    for a fund's receivable.
    """

    what: str
    fund: str
    subject_id: int | None
    kept_fen: int
    proof_fen: int


def proof(estate_id: int) -> list[Difference]:
    """Return every difference between the bills and what they must agree with: nothing, in a sound estate."""
    rows = select(
        _PROOF,
        {
            "estate_id": estate_id,
            "receivable": int(Account.RECEIVABLE),
            "payer_credit": int(Account.PAYER_CREDIT),
            "credits": Fund.CREDITS.value,
            "deposit": int(Account.DEPOSIT),
            "owed_back": int(Account.OWED_BACK),
            "deposits": Fund.DEPOSITS.value,
        },
    )
    return [Difference(what, fund, subject, int(kept), int(found)) for what, fund, subject, kept, found in rows]
