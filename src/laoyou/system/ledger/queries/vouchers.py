"""Vouchers: which picture belongs to which entry, and who may look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.models import Voucher


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A voucher without its picture. `is_picture` is false for a PDF; `is_shown` says whether everybody may see it, and
    `is_covered` whether that is a copy with personal data covered.
    """

    id: int
    is_picture: bool
    is_shown: bool
    is_covered: bool
    payee: str


def vouchers_of_entries(estate_id: int, entry_ids: Iterable[int], *, staff: bool) -> dict[int, tuple[VoucherView, ...]]:
    """Return the vouchers behind each entry. Everybody is told of a kept-back one too, without its picture."""
    vouchers = _joined(estate_id).filter(expense__entry_id__in=list(entry_ids))
    return _grouped(((voucher.expense.entry_id or 0, voucher) for voucher in vouchers), staff=staff)


def vouchers_of_expenses(estate_id: int, expense_ids: Iterable[int]) -> dict[int, tuple[VoucherView, ...]]:
    """Return the vouchers of each record, for staff."""
    vouchers = _joined(estate_id).filter(expense_id__in=list(expense_ids))
    return _grouped(((voucher.expense_id, voucher) for voucher in vouchers), staff=True)


def public_voucher(estate_id: int, voucher_id: int) -> int:
    """Return the file that everybody may see. Raises: NotFound before approval and for what was kept for staff."""
    voucher = Voucher.objects.filter(estate_id=estate_id, id=voucher_id, expense__state="approved").first()
    if voucher is None or voucher.public_file_id is None:
        raise NotFound
    return int(voucher.public_file_id)


def voucher_file(*, actor: Actor, estate_id: int, voucher_id: int) -> int:
    """Return the file as it was handed in, for staff. Raises: NotFound."""
    actor.require(Right.SEE_BOOKS, estate_id)
    voucher = Voucher.objects.filter(estate_id=estate_id, id=voucher_id).first()
    if voucher is None:
        raise NotFound
    return int(voucher.file_id)


def _joined(estate_id: int) -> QuerySet[Voucher]:
    return Voucher.objects.filter(estate_id=estate_id).select_related("expense", "file", "public_file").order_by("id")


def _grouped(vouchers: Iterable[tuple[int, Voucher]], *, staff: bool) -> dict[int, tuple[VoucherView, ...]]:
    found: dict[int, list[VoucherView]] = defaultdict(list)
    for key, voucher in vouchers:
        seen = voucher.file if staff else voucher.public_file
        found[key].append(
            VoucherView(
                id=voucher.id,
                is_picture=seen is not None and seen.media_type.startswith("image/"),
                is_shown=voucher.public_file_id is not None,
                is_covered=voucher.public_file_id not in (None, voucher.file_id),
                payee=voucher.expense.payee,
            )
        )
    return {key: tuple(views) for key, views in found.items()}
