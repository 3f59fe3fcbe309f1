"""The entry for servers that speak WSGI: every page but the live stream."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
application = get_wsgi_application()
