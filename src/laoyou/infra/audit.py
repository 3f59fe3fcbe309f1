"""Who did what, when and why: a row in the same transaction as the act, and a sentence for each kind of act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind
from laoyou.infra.models import AuditRow

_sentences: dict[str, str] = {}
Written = AuditRow
"""An act as it stands in the log."""


def register(sentences: Mapping[str, str]) -> None:
    """Add a package's table of action → sentence. The sentence names its %(details)s."""
    for action, sentence in sentences.items():
        if _sentences.setdefault(action, sentence) != sentence:
            raise ValueError(f"two sentences for the audited action {action}")


def record(
    action: str,
    *,
    actor: Actor,
    estate_id: int,
    at: datetime,
    subject: str,
    subject_id: int | None = None,
    reason: str = "",
    **details: object,
) -> None:
    """Write the act down. Raises: KeyError for an action without a sentence, so that none is forgotten."""
    _sentences[action]
    AuditRow.objects.create(
        estate_id=estate_id,
        at=at,
        actor=actor.audit_name(),
        actor_name=actor.name,
        action=action,
        subject=subject,
        subject_id=subject_id,
        reason=reason,
        details=details,
    )


@dataclass(frozen=True, slots=True)
class ActsWanted:
    """Which acts. Whoever asks has checked the right to see them in these estates.

    `area` is the package that an action's name begins with, `who` a part of the name of who acted. `of_staff` leaves of
    the centre's own affairs, estate 0, what these users did and what was done about them.
    """

    estate_ids: Collection[int]
    area: str = ""
    who: str = ""
    since: datetime | None = None
    before: datetime | None = None
    of_staff: Collection[int] | None = None


def acts(
    *,
    estate_ids: Iterable[int],
    area: str = "",
    who: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    of_staff: Collection[int] | None = None,
    page: int = 1,
) -> Page[AuditRow]:
    """Return one page of the acts in these estates, the newest first: see `ActsWanted`."""
    wanted = ActsWanted(list(estate_ids), area, who, since, before, of_staff)
    rows, start = _found(wanted), offset_of(page)
    total = rows.count()
    shown = list(rows[start : start + ROWS_PER_PAGE])
    return Page(rows=shown, number=page, size=ROWS_PER_PAGE, total=total)


def every_act(wanted: ActsWanted) -> tuple[int, Iterator[AuditRow]]:
    """Return how many acts there are, and all of them, the newest first, read piece by piece."""
    rows = _found(wanted)
    return rows.count(), rows.iterator(chunk_size=2000)


def _found(wanted: ActsWanted) -> QuerySet[AuditRow]:
    rows = AuditRow.objects.filter(estate_id__in=wanted.estate_ids)
    if wanted.of_staff is not None:
        users = wanted.of_staff
        by_them = Q(actor__in=[f"{ActorKind.STAFF.value}:{user_id}" for user_id in users])
        rows = rows.filter(~Q(estate_id=0) | by_them | Q(subject="user", subject_id__in=users))
    if wanted.area:
        rows = rows.filter(action__startswith=f"{wanted.area}.")
    if wanted.who:
        rows = rows.filter(actor_name__icontains=wanted.who)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.before is not None:
        rows = rows.filter(at__lt=wanted.before)
    return rows.order_by("-at", "-id")


def sentence(row: AuditRow, words: Mapping[str, Mapping[str, object]] | None = None) -> str:
    """Return the act as a sentence in the reader's language.

    `words` says for a detail, as `role`, which word stands for which of its codes.
    """
    details = {key: "–" if value is None else value for key, value in row.details.items()}
    for key, known in (words or {}).items():
        if key in details:
            details[key] = known.get(str(details[key]), details[key])
    return gettext(_sentences[row.action]) % details


def actors_of(*, estate_id: int, subject: str, subject_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """Return who acted on these subjects, by name: (subject id, audit name of the actor) → the name of that day."""
    rows = AuditRow.objects.filter(estate_id=estate_id, subject=subject, subject_id__in=list(subject_ids))
    return {(row.subject_id or 0, row.actor): row.actor_name for row in rows}


def known_actions() -> dict[str, str]:
    return dict(_sentences)
