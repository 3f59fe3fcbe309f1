from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "laoyou.system.mandates"
    label = "mandates"
