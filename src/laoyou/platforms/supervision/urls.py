"""Addresses of the supervision platform."""

from django.urls import path

from laoyou.platforms.supervision import estates, wall

app_name = "supervision"
urlpatterns = [
    path("", estates.overview, name="overview"),
    path("estates/", estates.estates, name="estates"),
    path("estates/file/", estates.estates_file, name="estates_file"),
    path("estates/<int:estate_id>/", estates.estate, name="estate"),
    path("wall/", wall.wall, name="wall"),
]
