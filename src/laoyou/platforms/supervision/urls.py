"""Addresses of the supervision platform."""

from django.urls import path

from laoyou.platforms.supervision import estates, mandates, requests, wall

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
    path("requests/", requests.requests, name="requests"),
    path("requests/file/", requests.requests_file, name="requests_file"),
    path("estates/<int:estate_id>/requests/<int:request_id>/", requests.request_page, name="request"),
    path("wall/", wall.wall, name="wall"),
]
