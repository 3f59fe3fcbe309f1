from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "laoyou.system.ledger"
    label = "ledger"
