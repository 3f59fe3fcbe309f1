"""The entry for servers that speak ASGI: uvicorn by default."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
application = get_asgi_application()
