from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "laoyou.platforms.supervision"
    label = "supervision"
