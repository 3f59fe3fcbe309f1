"""The entry for servers that speak ASGI: uvicorn by default."""

import os

from django.core.asgi import get_asgi_application

from laoyou.infra.body_limit import within_limit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
application = within_limit(get_asgi_application())
