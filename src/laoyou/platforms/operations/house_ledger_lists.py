"""The imports of an estate as a file."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext, gettext_lazy, pgettext

from laoyou.core.calendar import city_day
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access
from laoyou.platforms.operations.words import Words
from laoyou.system.people.house_ledger import queries
from laoyou.system.places import queries as places

STATES: Words = {
    "committed": gettext_lazy("Entered"),
    "checked": gettext_lazy("Checked, not entered"),
    "committing": gettext_lazy("Being entered"),
    "failed": gettext_lazy("Stopped"),
}


@access.staff(Right.IMPORT_HOMES)
def imports_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out which files were read, by whom, and what they brought."""
    estate = places.estate_for(actor=request.actor, estate_id=estate_id)
    rows = queries.imports_for(actor=request.actor, estate_id=estate_id, most=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{estate.name} {gettext('Imports of this estate')} {city_day(request.at).isoformat()}",
        title=gettext("Imports of this estate"),
        columns=[
            Column(gettext("File"), width=34),
            Column(gettext("State"), width=16),
            Column(gettext("Homes"), Kind.NUMBER),
            Column(pgettext("homes", "New"), Kind.NUMBER),
            Column(pgettext("homes", "Changed"), Kind.NUMBER),
            Column(gettext("Handed in by"), width=12),
            Column(gettext("When"), Kind.MOMENT),
        ],
        rows=(
            (
                *(row.file, STATES.get(row.state, gettext("Not checked yet"))),
                *(row.homes, row.new, row.changed, row.by, row.at),
            )
            for row in rows
        ),
    )
