"""The door at which payment channels knock. What they say is believed by its signature, nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound
from laoyou.platforms import access
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.errors import ChannelNotReady, NotificationRefused

LONGEST_BODY = 64 * 1024


@access.machine
@csrf_exempt
@require_POST
def payment_notification(request: HttpRequest, channel: str) -> HttpResponse:
    """Take one notification. Each channel hears the answer it wants; without acceptance it tells again later."""
    body = request.read(LONGEST_BODY + 1)
    try:
        use_cases.receive_notification(
            channel=channel,
            headers=dict(request.headers),
            body=body,
            at=request.at,  # type: ignore[attr-defined]
        )
    except NotificationRefused:
        is_accepted = False
    except ChannelNotReady as error:
        raise NotFound from error
    else:
        is_accepted = True
    answer = queries.answer_to_channel(channel, is_accepted=is_accepted)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.media_type)
