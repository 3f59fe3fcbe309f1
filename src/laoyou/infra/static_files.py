"""Pages' own files, found and described by WhiteNoise, read in a way that suits servers of both kinds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Redirect, StaticFile

from laoyou.infra.files import StreamedFile


class StaticResponse(StreamedFile):
    """An answer that has the headers WhiteNoise gave it, and no others."""

    def set_headers(self, *_arguments: Any) -> None:
        """Say nothing more about the file."""


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # the library has no types
    @staticmethod
    def serve(static_file: StaticFile | Redirect, request: HttpRequest) -> StaticResponse:
        """Answer as WhiteNoise does, with a body that an asynchronous server needn't read whole."""
        found = static_file.get_response(request.method, request.META)
        answer = StaticResponse(found.file or (), status=int(found.status))
        del answer.headers["Content-Type"]
        for name, value in found.headers:
            answer.headers[name] = value
        return answer
