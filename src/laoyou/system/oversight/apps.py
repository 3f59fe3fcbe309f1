from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "laoyou.system.oversight"
    label = "oversight"
