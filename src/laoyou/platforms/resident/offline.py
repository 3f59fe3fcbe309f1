"""What makes the platform an app on the phone: the manifest, the service worker, the page for no network."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from laoyou.platforms import access
from laoyou.platforms.resident import frame

SHELL = (
    "vendor/weui/weui.min.css",
    "vendor/htmx-org/htmx.min.js",
    "resident/resident.css",
    "resident/icon.svg",
    "resident/tick.svg",
    "resident/wechat-pay.svg",
    "resident/alipay.svg",
    "resident/offline.js",
    "resident/send_once.js",
    "resident/read_aloud.js",
    "resident/running_sum.js",
    "resident/countdown.js",
    "resident/handover.js",
    "resident/queue.js",
    "resident/report.js",
    "shared/smaller.js",
    "resident/requests.css",
    "shared/live.js",
)
ORDERS = "/pay/orders/"
NOT_OURS = ("/ops/", "/city/", "/api/", "/open311/", "/live", "/demo/")


@access.public
def service_worker(request: HttpRequest) -> HttpResponse:
    context = {
        "version": settings.STATIC_VERSION,
        "files": json.dumps([static(file) for file in SHELL]),
        "offline": reverse("resident:offline"),
        "sign_in": reverse("resident:sign_in"),
        "sign_out": reverse("resident:sign_out"),
        "not_ours": json.dumps(NOT_OURS),
        "never_kept": json.dumps([reverse("resident:sign_in"), ORDERS]),
    }
    return render(request, "resident/service_worker.js", context, content_type="text/javascript")


@access.public
def manifest(request: HttpRequest) -> HttpResponse:
    icon = static("resident/icon.svg")
    answer = JsonResponse(
        {
            "name": gettext("Laoyou Butler"),
            "short_name": gettext("Laoyou Butler"),
            "description": gettext("Pay, see the books and call the butler of your estate"),
            "lang": request.LANGUAGE_CODE,
            "id": "/",
            "start_url": reverse("resident:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#ededed",
            "theme_color": "#ededed",
            "icons": [
                {"src": icon, "type": "image/svg+xml", "sizes": "any", "purpose": purpose}
                for purpose in ("any", "maskable")
            ],
        }
    )
    answer.headers["Content-Type"] = "application/manifest+json"
    return answer


@access.public
def offline(request: HttpRequest) -> HttpResponse:
    return frame.page(request, "resident/offline.html", {})
