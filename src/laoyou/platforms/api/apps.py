from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "laoyou.platforms.api"
    label = "api"
