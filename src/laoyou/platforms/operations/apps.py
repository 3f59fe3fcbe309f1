from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "laoyou.platforms.operations"
    label = "operations"
