"""The map of addresses: which platform answers where. /r residents, /ops operations, /city supervision, /api machines."""

from django.urls import include, path

urlpatterns = [
    path("", include("laoyou.platforms.resident.urls")),
    path("ops/", include("laoyou.platforms.operations.urls")),
    path("city/", include("laoyou.platforms.supervision.urls")),
    path("api/", include("laoyou.platforms.api.urls")),
]
