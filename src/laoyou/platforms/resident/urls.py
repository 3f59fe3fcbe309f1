"""Addresses of the residents' platform."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
