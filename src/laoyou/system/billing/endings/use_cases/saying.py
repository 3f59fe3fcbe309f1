"""The owner's word: whether their credit goes back, or stays for the next company."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.endings.errors import WhoSaidIt, WordTooLate
from laoyou.system.billing.endings.models import EndingHome
from laoyou.system.billing.endings.queries.previews import refuse_anothers
from laoyou.system.places import queries as places


def say_word(*, actor: Actor, estate_id: int, home_id: int, keeps: bool, at: datetime) -> None:
    """Say, as an owner or who acts for one, where the home's credit goes. Raises: NotFound; WordTooLate."""
    with scope.estate(estate_id):
        if actor.kind is not ActorKind.RESIDENT:
            raise NotFound
        if not actor.require_home(estate_id, home_id).has_account_on(city_day(at)):
            raise NotFound
        row = _newest(estate_id, home_id)
        _write(row, keeps=keeps, word_of=actor.name, taken_by=None, actor=actor, at=at)


def take_word(*, actor: Actor, estate_id: int, row_id: int, keeps: bool, word_of: str, at: datetime) -> None:
    """Write down what an owner said by telephone or at the desk. Raises: NotFound; WhoSaidIt; WordTooLate."""
    with scope.estate(estate_id):
        actor.require(Right.SETTLE_ENDING, estate_id)
        row = EndingHome.objects.select_for_update().filter(estate_id=estate_id, id=row_id).first()
        if row is None:
            raise NotFound
        refuse_anothers(row.ending, actor=actor)
        if not word_of.strip():
            raise WhoSaidIt
        _write(row, keeps=keeps, word_of=word_of.strip(), taken_by=actor.user_id, actor=actor, at=at)


def _newest(estate_id: int, home_id: int) -> EndingHome:
    rows = EndingHome.objects.select_for_update(of=("self",)).filter(
        estate_id=estate_id, home_id=home_id, ending__state__in=["asked", "approved"]
    )
    row = rows.order_by("-id").first()
    if row is None:
        raise NotFound
    return row


def _write(row: EndingHome, *, keeps: bool, word_of: str, taken_by: int | None, actor: Actor, at: datetime) -> None:
    if row.settled_on is not None:
        raise WordTooLate
    row.keeps, row.word_of, row.word_at, row.word_taken_by = keeps, word_of[:100], at, taken_by
    row.save(update_fields=["keeps", "word_of", "word_at", "word_taken_by"])
    audit.record(
        "billing.ending_word_taken" if keeps else "billing.ending_word_taken_back",
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="home",
        subject_id=row.home_id,
        home=places.home_labels(estate_id=row.estate_id, home_ids=[row.home_id]).get(row.home_id, "–"),
    )
