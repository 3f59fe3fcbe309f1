"""Homes hear that their credit goes back when a mandate ends: once when it is planned, once when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import messages, scope
from laoyou.infra.actor import system
from laoyou.system.billing.endings.models import Ending, EndingHome
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

CHUNK = 200
_TELLER = system("billing.tell_of_ending")


def tell_of_ending(*, estate_id: int, ending_id: int, at: datetime) -> None:
    """Tell the homes of a list that waits that their credit is to go back, or may stay; safe to do again."""
    with scope.estate(estate_id):
        ending = Ending.objects.filter(estate_id=estate_id, id=ending_id, state="asked").first()
        rows = EndingHome.objects.filter(estate_id=estate_id, ending_id=ending_id, back_fen__gt=0).order_by("id")
        homes = list(rows.values_list("home_id", flat=True)) if ending is not None else []
    if ending is None:
        return
    last_day = ending.ends_before - timedelta(days=1)
    for start in range(0, len(homes), CHUNK):
        with scope.estate(estate_id):
            for home_id in homes[start : start + CHUNK]:
                _tell(
                    estate_id,
                    home_id,
                    _planned,
                    {"day": last_day.isoformat()},
                    fact_key=f"ending:{ending.mandate_id}:{ending.ends_before}:{home_id}",
                    at=at,
                )


def tell_home(row: EndingHome, *, at: datetime) -> None:
    """Tell the home's owners where its money went, in the transaction of that; nothing where nothing went."""
    if row.back_fen:
        parts = {"channel": row.channel_fen, "desk": row.desk_fen - row.former_fen, "kept": row.kept_fen}
        facts = {name: f"¥{Money(fen)}" for name, fen in parts.items()}
        _tell(
            row.estate_id,
            row.home_id,
            partial(_done, parts),
            facts,
            fact_key=f"ending_home:{row.id}:{row.desk_fen}",
            at=at,
        )


def _planned() -> str:
    return gettext(
        "[%(estate)s] Our mandate ends on %(day)s. What you have paid for days after it, and what else lies there as"
        " credit of %(home)s, goes back to you. If you would rather leave it for the next company, say so in Laoyou"
        " Butler under “Pay”, or at the desk."
    )


def _done(parts: Mapping[str, int]) -> str:
    text = gettext("[%(estate)s] Our mandate has ended, and the account of %(home)s is settled.")
    if parts["channel"]:
        text += gettext(" %(channel)s goes back the way you paid it, within some days.")
    if parts["desk"]:
        text += gettext(" %(desk)s waits for you at the desk: come with your identity card, or name a bank account.")
    if parts["kept"]:
        text += gettext(" %(kept)s stays as your credit for the next company, as you wished.")
    return text


def _tell(
    estate_id: int, home_id: int, words: Callable[[], str], facts: Mapping[str, str], *, fact_key: str, at: datetime
) -> None:
    estate = places.estate_for(actor=_TELLER, estate_id=estate_id).name
    home = places.home_labels(estate_id=estate_id, home_ids=[home_id]).get(home_id, "")
    letters = []
    for each in people.reachable_owners(estate_id=estate_id, home_id=home_id, days={city_day(at)}):
        with translation.override(each.language):
            letters.append((each.telephone, words() % {"estate": estate, "home": home, **facts}, fact_key))
    messages.write_all(estate_id=estate_id, letters=letters, at=at)
