"""My account: password, second factor, language; and the way out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from laoyou.platforms import access


@access.staff()
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "operations/account.html")


@access.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("operations:sign_in")
