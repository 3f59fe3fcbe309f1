"""Sign-in of staff: password, then the code of the second factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from laoyou.platforms import access


@access.public
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "operations/sign_in.html")
