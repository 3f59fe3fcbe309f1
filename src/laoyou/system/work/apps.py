from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "laoyou.system.work"
    label = "work"
