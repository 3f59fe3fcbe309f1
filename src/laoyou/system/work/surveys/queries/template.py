"""What a company's surveys look at."""

from __future__ import annotations

from laoyou.infra import scope
from laoyou.system.work.surveys.models import SurveyTemplate
from laoyou.system.work.surveys.rules.template import USUAL, cleaned

CENTRE = 0


def template_of(organisation_id: int | None) -> dict[str, list[str]]:
    """Return the company's points by part, the usual ones where it has set none."""
    with scope.estate(CENTRE):
        row = SurveyTemplate.objects.filter(estate_id=CENTRE, organisation_id=organisation_id or 0).first()
        return cleaned(row.points if row else USUAL)
