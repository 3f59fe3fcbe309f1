"""Who did what, when and why: a row in the same transaction as the act, and a sentence for each kind of act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext

from laoyou.infra.actor import Actor
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


def sentence(row: AuditRow) -> str:
    """Return the act as a sentence in the reader's language."""
    details = {key: "–" if value is None else value for key, value in row.details.items()}
    return gettext(_sentences[row.action]) % details


def known_actions() -> dict[str, str]:
    return dict(_sentences)
