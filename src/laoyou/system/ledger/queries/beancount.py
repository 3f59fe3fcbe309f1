"""A month of the journal in Beancount's language: somebody else's program then checks what ours says.

Source: Beancount language syntax, v3. Every account is of one fund; the closing money of each fund is asserted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from laoyou.core.calendar import Month
from laoyou.system.ledger.books import balances
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.rules.accounts import EXPENSE, INCOME, Account, Fund, NewLine
from laoyou.system.ledger.rules.movements import is_text_public

CURRENCY = "CNY"
ASSETS = (Account.MONEY, Account.RECEIVABLE)


def beancount_month(estate_id: int, month: Month) -> bytes:
    """Return the month as a Beancount file in UTF-8, without personal data. To be called in the estate's scope."""
    before = Line.objects.filter(estate_id=estate_id, posted_on__lt=month.first)
    opening = {
        (Fund(row["fund"]), Account(row["account"])): int(row["fen"])
        for row in before.values("fund", "account").annotate(fen=Sum("amount_fen")).order_by("fund", "account")
    }
    lines: dict[int, list[NewLine]] = defaultdict(list)
    within = Line.objects.filter(estate_id=estate_id, posted_on__gte=month.first, posted_on__lt=month.ends_before)
    for line in within.order_by("posted_on", "entry_id", "line_number"):
        lines[line.entry_id].append(NewLine(Fund(line.fund), Account(line.account), line.amount_fen, line.home_id))
    entries = Entry.objects.in_bulk(list(lines))
    used = sorted({*opening, *((line.fund, line.account) for of_entry in lines.values() for line in of_entry)})
    text = [f'option "title" "books/{estate_id} {month}"', f'option "operating_currency" "{CURRENCY}"', ""]
    text += [f"{month.first} open {_name(fund, account)} {CURRENCY}" for fund, account in used]
    for fund in Fund:
        of_fund = {key: fen for key, fen in opening.items() if key[0] is fund and fen}
        text += _transaction(month.first, "opening", fund.value, 0, of_fund.items()) if of_fund else []
    for entry_id, of_entry in lines.items():
        entry = entries[entry_id]
        shown = entry.text if is_text_public(of_entry) else ""
        moved = [((line.fund, line.account), line.amount_fen) for line in of_entry]
        text += _transaction(entry.posted_on, entry.kind, shown, entry_id, moved)
    text.append("")
    for fund_name, fen in sorted(balances(estate_id, before=month.next).items()):
        if (Fund(fund_name), Account.MONEY) in used:
            text.append(f"{month.ends_before} balance {_name(Fund(fund_name), Account.MONEY)} {_exactly(fen)}")
    return ("\n".join(text) + "\n").encode()


def _transaction(day: date, kind: str, text: str, entry_id: int, moved: object) -> Iterator[str]:
    yield ""
    link = f" ^entry-{entry_id}" if entry_id else ""
    yield f"{day} * {_quoted(kind)} {_quoted(text)}{link}"
    for (fund, account), fen in moved:  # type: ignore[attr-defined]
        yield f"  {_name(fund, account)}  {_yuan(fen)}"


def _name(fund: Fund, account: Account) -> str:
    if account in ASSETS:
        kind = "Assets"
    elif account in EXPENSE:
        kind = "Expenses"
    elif account in INCOME:
        kind = "Income"
    else:
        kind = "Equity" if account is Account.OPENING else "Liabilities"
    return f"{kind}:{_capital(fund.value)}:{_capital(account.name)}"


def _capital(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _quoted(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _exactly(fen: int) -> str:
    """Return an amount that is asserted to the fen: without the tolerance that Beancount would allow by itself."""
    return _yuan(fen).replace(f" {CURRENCY}", f" ~ 0 {CURRENCY}")


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d} {CURRENCY}"
