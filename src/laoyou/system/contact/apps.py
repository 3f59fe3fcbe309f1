from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "laoyou.system.contact"
    label = "contact"
