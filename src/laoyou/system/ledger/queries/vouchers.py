"""Vouchers: which picture belongs to which entry, and who may look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.models import Voucher
from laoyou.system.ledger.rules.payees import public_payee


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A voucher without its picture. `is_picture` is false for a PDF, `is_open` where the reader gets no file at all;
    `is_shown` says whether everybody may see it, and `is_covered` whether that is a copy with personal data covered.
    """

    id: int
    is_open: bool
    is_picture: bool
    is_shown: bool
    is_covered: bool
    payee: str


def sees_originals(actor: Actor, estate_id: int) -> bool:
    """Return whether vouchers are the actor's work, to record or to approve. Others see what everybody may."""
    return actor.may(Right.RECORD_EXPENSE, estate_id) or actor.may(Right.APPROVE_EXPENSE, estate_id)


def vouchers_of_entries(
    estate_id: int, entry_ids: Iterable[int], *, originals: bool
) -> dict[int, tuple[VoucherView, ...]]:
    """Return the vouchers behind each entry. Everybody is told of a kept-back one too, without its picture."""
    vouchers = _joined(estate_id).filter(expense__entry_id__in=list(entry_ids))
    return _grouped(((voucher.expense.entry_id or 0, voucher) for voucher in vouchers), originals=originals)


def vouchers_of_expenses(
    estate_id: int, expense_ids: Iterable[int], *, originals: bool
) -> dict[int, tuple[VoucherView, ...]]:
    """Return the vouchers of each record, for staff."""
    vouchers = _joined(estate_id).filter(expense_id__in=list(expense_ids))
    return _grouped(((voucher.expense_id, voucher) for voucher in vouchers), originals=originals)


def public_voucher(estate_id: int, voucher_id: int) -> int:
    """Return the file that everybody may see. Raises: NotFound before approval and for what was kept for staff."""
    voucher = Voucher.objects.filter(estate_id=estate_id, id=voucher_id, expense__state="approved").first()
    if voucher is None or voucher.public_file_id is None:
        raise NotFound
    return int(voucher.public_file_id)


def voucher_file(*, actor: Actor, estate_id: int, voucher_id: int) -> int:
    """Return the file as it was handed in to those whose work it is, to other staff what everybody may see.

    Raises: NotFound, also for what was kept back from the reader.
    """
    actor.require(Right.SEE_BOOKS, estate_id)
    voucher = Voucher.objects.filter(estate_id=estate_id, id=voucher_id).first()
    file_id = None
    if voucher is not None:
        file_id = voucher.file_id if sees_originals(actor, estate_id) else voucher.public_file_id
    if file_id is None:
        raise NotFound
    return int(file_id)


def _joined(estate_id: int) -> QuerySet[Voucher]:
    return Voucher.objects.filter(estate_id=estate_id).select_related("expense", "file", "public_file").order_by("id")


def _grouped(vouchers: Iterable[tuple[int, Voucher]], *, originals: bool) -> dict[int, tuple[VoucherView, ...]]:
    found: dict[int, list[VoucherView]] = defaultdict(list)
    for key, voucher in vouchers:
        seen = voucher.file if originals else voucher.public_file
        found[key].append(
            VoucherView(
                id=voucher.id,
                is_open=seen is not None,
                is_picture=seen is not None and seen.media_type.startswith("image/"),
                is_shown=voucher.public_file_id is not None,
                is_covered=voucher.public_file_id not in (None, voucher.file_id),
                payee=voucher.expense.payee if originals else public_payee(voucher.expense.payee),
            )
        )
    return {key: tuple(views) for key, views in found.items()}
