from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InfraConfig(AppConfig):
    name = "laoyou.infra"
    label = "infra"

    def ready(self) -> None:
        """Load each package's audit sentences and event handlers: they enter themselves on being imported."""
        autodiscover_modules("audit", "handlers")
