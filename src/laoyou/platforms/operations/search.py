"""Search over all of a person's estates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from laoyou.infra.actor import Right
from laoyou.platforms import access


@access.staff(Right.SEE_ESTATE)
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "operations/search.html", {"text": request.GET.get("q", "").strip()})
