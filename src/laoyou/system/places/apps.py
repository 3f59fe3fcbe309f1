from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "laoyou.system.places"
    label = "places"
