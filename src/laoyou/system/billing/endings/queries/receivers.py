"""Who may get what waits at the desk of a home: its owners on record, now or before, and who left a deposit there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from laoyou.system.billing.deposits.models import Deposit
from laoyou.system.people import queries as people
from laoyou.system.people.rules.masking import masked_name


@dataclass(frozen=True, slots=True)
class Receiver:
    """`key` names the record. The name is written down when the money is paid out, and masked until then."""

    key: str
    name: str

    @property
    def shown(self) -> str:
        return masked_name(self.name)


def receivers_of(*, estate_id: int, home_ids: Collection[int]) -> dict[int, list[Receiver]]:
    """Return for each home who may get its money. Nobody is named freely, so that it goes to nobody else."""
    found: dict[int, list[Receiver]] = defaultdict(list)
    for home_id, person_id, name in people.owners_on_record(estate_id=estate_id, home_ids=home_ids):
        found[home_id].append(Receiver(f"person-{person_id}", name))
    left = Deposit.objects.filter(estate_id=estate_id, home_id__in=list(home_ids), taken_on__isnull=False)
    for home_id, deposit_id, name in left.order_by("id").values_list("home_id", "id", "payer_name"):
        if name and all(name != known.name for known in found[home_id]):
            found[home_id].append(Receiver(f"deposit-{deposit_id}", name))
    return found
