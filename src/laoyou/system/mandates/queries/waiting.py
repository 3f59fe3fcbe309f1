"""Which drafted mandates are complete and wait for somebody who neither drafted nor changed them last."""

from laoyou.infra.actor import Right
from laoyou.infra.waiting import Source
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM

WAITING = (
    Source(
        kind="mandate",
        table="mandates_mandate",
        right=Right.EDIT_MANDATES,
        waits="asked.state = 'draft' AND asked.document_id IS NOT NULL AND asked.ends_before > %(day)s"
        " AND EXISTS (SELECT FROM mandates_tariff price WHERE price.estate_id = asked.estate_id"
        f" AND price.mandate_id = asked.id AND price.item = '{SERVICE_ITEM}' AND price.starts_on < asked.ends_before)",
        joins="LEFT JOIN people_user person ON person.id = coalesce(asked.edited_by, asked.drafted_by)",
        columns={
            "text": "asked.document_number",
            "code": "asked.principal_name",
            "company_id": "asked.company_id",
            "asked_by": "coalesce(asked.edited_by, asked.drafted_by)",
            "also_by": "asked.drafted_by",
            "asked_by_name": "coalesce(person.name, '')",
            "asked_at": "asked.created_at",
        },
    ),
)
