"""The reader's words for surveys, findings and campaigns."""

from __future__ import annotations

from django.utils.translation import gettext

from laoyou.platforms.operations.words import Words
from laoyou.system.work.surveys.rules.states import CAMPAIGN_NAMES, FINDING_NAMES, SEVERITY_NAMES, SURVEY_NAMES
from laoyou.system.work.surveys.rules.template import PART_NAMES


def surveys() -> Words:
    return {code: gettext(name) for code, name in SURVEY_NAMES.items()}


def findings() -> Words:
    return {code: gettext(name) for code, name in FINDING_NAMES.items()}


def campaigns() -> Words:
    return {code: gettext(name) for code, name in CAMPAIGN_NAMES.items()}


def parts() -> Words:
    return {code: gettext(name) for code, name in PART_NAMES.items()}


def severities() -> dict[int, str]:
    return {code: gettext(name) for code, name in SEVERITY_NAMES.items()}
