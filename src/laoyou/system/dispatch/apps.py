from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "laoyou.system.dispatch"
    label = "dispatch"
