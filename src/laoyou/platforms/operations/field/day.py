"""My jobs today in the order of the route, with the figures of my day."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.forms import day_or_none
from laoyou.platforms.operations.orders import words
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries

KEPT_FILES = (
    "vendor/tabler-core/tabler.min.css",
    "operations/operations.css",
    "operations/parts.css",
    "operations/field.css",
    "operations/theme.js",
    "operations/field.js",
    "operations/field_queue.js",
    "operations/mark.svg",
)


@access.staff(Right.DO_ORDERS)
def field_day(request: access.Request) -> HttpResponse:
    """Show what my crews have to do on the day."""
    actor, today = request.actor, city_day(request.at)
    day = _day(request, today)
    jobs = queries.my_day(actor=actor, day=day)
    to_do = [job for job in jobs if job.is_to_do]
    context = {
        "day": day,
        "today": today,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1),
        "crews": crews.my_crews(actor=actor, day=day),
        "to_do": to_do,
        "done": [job for job in jobs if not job.is_to_do],
        "next": to_do[0] if to_do else None,
        "figures": queries.day_figures(actor=actor, day=day),
        **words.SHOWN,
    }
    return render(request, "operations/field/day.html", context)


def _day(request: access.Request, today: date) -> date:
    try:
        return day_or_none(request.GET.get("day", ""), field="day") or today
    except Refusal:
        return today


@access.staff(Right.DO_ORDERS)
def field_worker(request: access.Request) -> HttpResponse:
    """Hand out the service worker of these pages."""
    context = {
        "version": settings.STATIC_VERSION,
        "files": json.dumps([static(file) for file in KEPT_FILES]),
        "offline": reverse("operations:field_offline"),
        "pages": reverse("operations:field_day"),
    }
    return render(request, "operations/field/worker.js", context, content_type="text/javascript")


@access.staff(Right.DO_ORDERS)
def field_offline(request: access.Request) -> HttpResponse:
    """Say that this page isn't kept on the telephone."""
    return render(request, "operations/field/offline.html", {})
