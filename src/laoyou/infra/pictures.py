"""Small copies of kept pictures, drawn when they are first asked for and kept beside the picture."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from laoyou.core.errors import NotFound
from laoyou.infra.files import JPEG, PICTURES, OpenedFile
from laoyou.infra.models import StoredFile

THUMBNAIL = 208
PAGE_WIDTH = 1200


def small_copy(*, estate_id: int, file_id: int, side: int = THUMBNAIL) -> OpenedFile:
    """Return the picture with its longer side at most `side`, as JPEG. Raises: NotFound, also for no picture."""
    row = StoredFile.objects.filter(estate_id=estate_id, id=file_id).first()
    if row is None or row.media_type not in PICTURES:
        raise NotFound
    key = f"{row.key}.{side}.jpg"
    if not default_storage.exists(key):
        if not default_storage.exists(row.key):
            raise NotFound
        with default_storage.open(row.key) as content, Image.open(content) as picture:
            picture.draft("RGB", (side, side))
            picture.thumbnail((side, side))
            drawn = io.BytesIO()
            picture.convert("RGB").save(drawn, "JPEG", quality=78)
        key = default_storage.save(key, ContentFile(drawn.getvalue()))
    return OpenedFile(row.name, JPEG, default_storage.size(key), default_storage.open(key))
