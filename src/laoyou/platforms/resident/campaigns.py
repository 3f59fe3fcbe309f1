"""What changed in the estate: campaigns with their places before and after, who took part, what it cost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from laoyou.infra import files, pictures
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.work.surveys import queries

PICTURE = 720


@access.resident
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of the estates where this person has a home, the newest first."""
    context = {"campaigns": queries.campaigns_of_residents(actor=frame.actor_of(request))}
    return frame.page(request, "resident/campaigns.html", context)


@access.resident
def campaign(request: HttpRequest, estate_id: int, campaign_id: int) -> HttpResponse:
    """Show a campaign with all its places."""
    view = queries.resident_campaign(actor=frame.actor_of(request), estate_id=estate_id, campaign_id=campaign_id)
    return frame.page(request, "resident/campaign.html", {"campaign": view})


@access.resident
def campaign_photo(request: HttpRequest, estate_id: int, campaign_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a photo of a campaign, small enough for a telephone."""
    kept = queries.campaign_photo(
        actor=frame.actor_of(request), estate_id=estate_id, campaign_id=campaign_id, file_id=file_id
    )
    return files.response(pictures.small_copy(estate_id=estate_id, file_id=kept, side=PICTURE))
