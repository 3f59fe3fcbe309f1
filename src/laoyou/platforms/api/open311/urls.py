"""Addresses of Open311 GeoReport v2, each in its forms .json and .xml."""

from django.urls import path

from laoyou.platforms.api.open311 import views

app_name = "open311"
urlpatterns = [
    path("discovery.<str:form>", views.discovery, name="discovery"),
    path("services.<str:form>", views.services, name="services"),
    path("services/<str:code>.<str:form>", views.service, name="service"),
    path("requests.<str:form>", views.requests, name="requests"),
    path("requests/<str:code>.<str:form>", views.one, name="request"),
    path("tokens/<str:code>.<str:form>", views.token, name="token"),
]
