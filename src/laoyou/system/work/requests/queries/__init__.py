"""All reads of requests. Who asked comes masked."""

from laoyou.system.work.requests.queries.keys import ApiKeyView, api_keys_for, owner_of_key
from laoyou.system.work.requests.queries.lists import (
    MOST_COUNTED,
    MOST_IN_A_VIEW,
    VIEWS,
    RequestRow,
    RequestsFilter,
    counts_for,
    dangers_for,
    requests_for,
)
from laoyou.system.work.requests.queries.one import (
    Clock,
    FileView,
    RequestView,
    TimelineLine,
    my_requests,
    near_by,
    newest_open,
    open_file,
    request_for,
    requests_of_home,
)
from laoyou.system.work.requests.queries.promises import PromiseOn, promise_on
from laoyou.system.work.requests.queries.public import (
    Trouble,
    TroublesFilter,
    code_of,
    public_troubles,
    trouble_by_code,
    troubles,
)
from laoyou.system.work.requests.queries.quality import quality

__all__ = [
    "MOST_COUNTED",
    "MOST_IN_A_VIEW",
    "VIEWS",
    "ApiKeyView",
    "Clock",
    "FileView",
    "PromiseOn",
    "RequestRow",
    "RequestView",
    "RequestsFilter",
    "TimelineLine",
    "Trouble",
    "TroublesFilter",
    "api_keys_for",
    "code_of",
    "counts_for",
    "dangers_for",
    "my_requests",
    "near_by",
    "newest_open",
    "open_file",
    "owner_of_key",
    "promise_on",
    "public_troubles",
    "quality",
    "request_for",
    "requests_for",
    "requests_of_home",
    "trouble_by_code",
    "troubles",
]
