"""The map of addresses: / residents, /ops the centre, /city street offices and city, /api machines, /live all pages."""

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
