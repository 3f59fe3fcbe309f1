"""The entry for servers that speak ASGI: uvicorn by default.

Pages and machines are answered by threads that stay: Django's own way into ASGI makes a thread, and hands the request
over, several times for each. Only the live streams, which wait and seldom work, run in the event loop.
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from laoyou.infra.body_limit import within_limit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
LIVE = "/live"
PAGE_THREADS = 8

_streams = get_asgi_application()
_pages = WSGIMiddleware(get_wsgi_application(), workers=PAGE_THREADS)  # type: ignore[arg-type]  # an answer is iterable


async def _by_path(scope: Any, receive: Any, send: Any) -> None:
    answer = _pages if scope["type"] == "http" and scope["path"] != LIVE else _streams
    await answer(scope, receive, send)


application = within_limit(_by_path)
