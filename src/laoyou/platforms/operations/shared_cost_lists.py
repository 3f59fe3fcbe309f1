"""Shared costs as files: the list, and the parts of one of them."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import city_day
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access
from laoyou.platforms.formats import account_name
from laoyou.system.ledger.budgets import queries
from laoyou.system.places import queries as places


@access.staff(Right.SHARE_COSTS)
def shared_costs_export(request: access.Request) -> HttpResponseBase:
    """Hand out all shared costs of the company."""
    page = queries.shared_costs_for(actor=request.actor, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{gettext('Shared costs')} {city_day(request.at).isoformat()}",
        title=gettext("Shared costs"),
        columns=[
            Column(gettext("What it was"), width=40),
            Column(gettext("What for"), width=16),
            Column(gettext("Paid on"), Kind.DAY),
            Column(gettext("Amount"), Kind.MONEY),
            Column(gettext("Paid to"), width=24),
            Column(pgettext("of sharing", "Key"), width=14),
            Column(gettext("Figures from"), width=40),
            Column(gettext("Estates"), Kind.NUMBER),
            Column(gettext("Not in the books yet"), Kind.NUMBER),
            Column(gettext("State"), width=16),
            Column(gettext("Recorded by"), width=12),
            Column(gettext("Recorded at"), Kind.MOMENT),
        ],
        rows=(
            (
                *(cost.text, account_name(cost.account), cost.spent_on, cost.amount, cost.payee),
                *(gettext(cost.key_name), cost.key_source, len(cost.parts), len(cost.missing)),
                *(gettext(cost.state_name), cost.recorded_by_name, cost.recorded_at),
            )
            for cost in page.rows
        ),
    )


@access.staff(Right.SHARE_COSTS)
def shared_cost_export(request: access.Request, cost_id: int) -> HttpResponseBase:
    """Hand out each estate's part of a cost, with the key behind it."""
    cost = queries.shared_cost_for(actor=request.actor, cost_id=cost_id)
    names = places.estate_names(part.estate_id for part in cost.parts)
    return exports.response(
        file_name=f"{gettext('Shared costs')} {cost.spent_on.isoformat()}",
        title=gettext("Shared costs"),
        columns=[
            Column(gettext("Estate"), width=24),
            Column(gettext("Quantity"), width=14),
            Column(pgettext("of a cost", "Part"), Kind.PERCENT),
            Column(gettext("Amount"), Kind.MONEY),
            Column(gettext("In its books"), Kind.DAY),
        ],
        rows=(
            (
                names.get(part.estate_id, ""),
                f"{part.share.quantity} {gettext(part.share.unit)}",
                part.share.ratio,
                part.share.amount,
                part.charged_on,
            )
            for part in cost.parts
        ),
    )
