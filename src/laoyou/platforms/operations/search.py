"""Search over all of a person's estates."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from laoyou.core.calendar import city_day
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.words import BOND_ROLES
from laoyou.system.people import queries as people


@access.staff(Right.SEE_ESTATE)
def search(request: access.Request) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    day = city_day(request.at)
    found = people.search(actor=request.actor, text=text, day=day)
    return render(request, "operations/search.html", {"text": text, "found": found, "bond_roles": BOND_ROLES})
