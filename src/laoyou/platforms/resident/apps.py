from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "laoyou.platforms.resident"
    label = "resident"
