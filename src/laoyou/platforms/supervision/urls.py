"""Addresses of the supervision platform."""

from django.urls import path

from laoyou.platforms.supervision import estates, mandates, wall

app_name = "supervision"
urlpatterns = [
    path("", estates.overview, name="overview"),
    path("estates/", estates.estates, name="estates"),
    path("estates/file/", estates.estates_file, name="estates_file"),
    path("estates/<int:estate_id>/", estates.estate, name="estate"),
    path("estates/<int:estate_id>/file/", estates.estate_file, name="estate_file"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/", mandates.mandate, name="mandate"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/paper", mandates.paper, name="mandate_paper"),
    path("estates/<int:estate_id>/mandates/<int:mandate_id>/confirm", mandates.confirm, name="confirm_mandate"),
    path("wall/", wall.wall, name="wall"),
]
