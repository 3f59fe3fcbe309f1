from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "laoyou.system.billing"
    label = "billing"
