"""The map of addresses: who answers where. / residents, /ops operations, /city supervision, /api machines, /live all."""

from django.urls import include, path

from laoyou.platforms import live

urlpatterns = [
    path("live", live.stream, name="live"),
    path("", include("laoyou.platforms.resident.urls")),
    path("ops/", include("laoyou.platforms.operations.urls")),
    path("city/", include("laoyou.platforms.supervision.urls")),
    path("api/", include("laoyou.platforms.api.urls")),
]
handler404 = "laoyou.platforms.access.not_found"
handler500 = "laoyou.platforms.access.fault"
