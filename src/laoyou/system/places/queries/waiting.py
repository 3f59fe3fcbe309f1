"""What waits for a second person in the directory: another supervisor for an estate, which the bureau decides."""

from laoyou.infra.actor import Right
from laoyou.infra.waiting import Source

WAITING = (
    Source(
        kind="supervisor",
        table="places_supervisor_correction",
        right=Right.CORRECT_SUPERVISOR,
        joins="JOIN places_division office ON office.id = asked.to_street_office_id",
        columns={"code": "concat_ws(' ', office.name, nullif(asked.to_community_name, ''))"},
    ),
)
