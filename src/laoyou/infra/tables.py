"""The shape that every estate's table shares."""

from typing import Any

from django.db import models


class EstateRow(models.Model):
    """A row that belongs to one estate: `estate_id` on it, and first in every key (R1). 0 is the centre itself."""

    estate_id = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["estate_id", "id"], name="%(app_label)s_%(class)s_estate_row"),
        ]


def belongs_to(model: str, *, null: bool = False, related_name: str = "+") -> models.ForeignKey[Any, Any]:
    """Return a reference to a row of the same estate.

    The constraint itself is the composite key that the migration adds (`schema.same_estate`): Django's own would look
    at the id alone.
    """
    return models.ForeignKey(
        model,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=null,
        related_name=related_name,
    )
