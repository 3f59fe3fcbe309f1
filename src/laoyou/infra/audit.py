"""Who did what, when and why: a row in the same transaction as the act, and a sentence for each kind of act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind
from laoyou.infra.models import AuditRow

_sentences: dict[str, str] = {}


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


def acts(
    *,
    estate_ids: Iterable[int],
    area: str = "",
    who: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    of_staff: Iterable[int] | None = None,
    page: int = 1,
) -> Page[AuditRow]:
    """Return one page of the acts in these estates, the newest first. Whoever asks has checked the right to see them.

    `area` is the package that an action's name begins with, `who` a part of the name of who acted. `of_staff` leaves of
    the centre's own affairs, estate 0, what these users did and what was done about them.
    """
    rows = AuditRow.objects.filter(estate_id__in=list(estate_ids))
    if of_staff is not None:
        users = list(of_staff)
        by_them = Q(actor__in=[f"{ActorKind.STAFF.value}:{user_id}" for user_id in users])
        rows = rows.filter(~Q(estate_id=0) | by_them | Q(subject="user", subject_id__in=users))
    if area:
        rows = rows.filter(action__startswith=f"{area}.")
    if who:
        rows = rows.filter(actor_name__icontains=who)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if before is not None:
        rows = rows.filter(at__lt=before)
    total, start = rows.count(), offset_of(page)
    shown = list(rows.order_by("-at", "-id")[start : start + ROWS_PER_PAGE])
    return Page(rows=shown, number=page, size=ROWS_PER_PAGE, total=total)


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
