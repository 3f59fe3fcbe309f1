"""What waits at the desk goes to its payer: the second person agreed on it with the list, one pays it out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.endings.errors import NothingAtTheDesk, ReceiverNotOnRecord
from laoyou.system.billing.endings.models import EndingHome, EndingPayout
from laoyou.system.billing.endings.queries.previews import refuse_anothers
from laoyou.system.billing.endings.queries.receivers import receivers_of
from laoyou.system.billing.endings.rules.books import WAYS, lines_of_paying_out
from laoyou.system.billing.errors import UnknownWay
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Paid out to its payer: the mandate has ended")


def pay_out(*, actor: Actor, estate_id: int, row_id: int, way: str, receiver: str, at: datetime) -> Money:
    """Pay out all that waits at the desk for a home, in cash or by bank, and return it.

    `receiver` is the key of a record: an owner of the home, now or before, or who left a deposit there. So what two
    people agreed to give back goes to nobody whom one person names.
    Raises: NotFound; UnknownWay; ReceiverNotOnRecord; NothingAtTheDesk, also for a form that is sent twice.
    """
    with scope.estate(estate_id):
        actor.require(Right.SETTLE_ENDING, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        row = EndingHome.objects.select_for_update().filter(estate_id=estate_id, id=row_id).first()
        if row is None:
            raise NotFound
        refuse_anothers(row.ending, actor=actor)
        if way not in WAYS:
            raise UnknownWay
        known = receivers_of(estate_id=estate_id, home_ids=[row.home_id]).get(row.home_id, [])
        gets_it = next((each for each in known if each.key == receiver), None)
        if gets_it is None:
            raise ReceiverNotOnRecord
        amount = Money(row.desk_fen - row.paid_out_fen)
        if amount.fen <= 0:
            raise NothingAtTheDesk
        paid = EndingPayout.objects.create(
            estate_id=estate_id,
            ending_home=row,
            amount_fen=amount.fen,
            way=way,
            receiver=gets_it.name[:80],
            paid_on=city_day(at),
            paid_by=actor.user_id,
            paid_by_name=actor.name[:100],
            paid_at=at,
        )
        row.paid_out_fen += amount.fen
        row.save(update_fields=["paid_out_fen"])
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(TEXT)
        post_entry(
            estate_id=estate_id,
            kind="ending_paid_out",
            source=f"ending_payout:{paid.id}",
            posted_on=city_day(at),
            text=text,
            lines=lines_of_paying_out(home_id=row.home_id, amount_fen=amount.fen),
            actor=actor,
            at=at,
        )
        audit.record(
            "billing.ending_paid_out",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="home",
            subject_id=row.home_id,
            home=places.home_labels(estate_id=estate_id, home_ids=[row.home_id]).get(row.home_id, "–"),
            amount=str(amount),
        )
        return amount
