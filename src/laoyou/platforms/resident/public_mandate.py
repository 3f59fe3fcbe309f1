"""The paper by which an estate is served, as everybody may see it. Law: CIVIL-943."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from laoyou.core.errors import NotFound
from laoyou.infra import files, scope
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places


@access.public
def paper(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the public copy of the mandate of today, where one is shown."""
    estate = places.estate_by_public_key(key)
    serving = mandates.public_mandate(estate.id, frame.today(request))
    if serving is None or serving.public_copy_id is None:
        raise NotFound
    with scope.estate(estate.id):
        return files.response(files.open_stored(estate_id=estate.id, file_id=serving.public_copy_id))
