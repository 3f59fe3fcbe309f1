from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "laoyou.system.payments"
    label = "payments"
