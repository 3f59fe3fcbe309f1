"""The map of addresses: / residents, /ops the centre, /city street offices and city, /api and /open311 machines,
/live all pages."""

from django.urls import include, path

from laoyou.platforms import live

urlpatterns = [
    path("live", live.stream, name="live"),
    path("", include("laoyou.platforms.resident.urls")),
    path("ops/", include("laoyou.platforms.operations.urls")),
    path("city/", include("laoyou.platforms.supervision.urls")),
    path("api/", include("laoyou.platforms.api.urls")),
    path("open311/v2/", include("laoyou.platforms.api.open311.urls")),
]
handler404 = "laoyou.platforms.access.not_found"
handler500 = "laoyou.platforms.access.fault"
