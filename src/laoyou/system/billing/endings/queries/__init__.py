"""What can be read of endings."""

from laoyou.system.billing.endings.queries.lists import (
    EndingHomeView,
    EndingOfHome,
    EndingView,
    MandateToSettle,
    ending_for,
    ending_of_home,
    endings_of_estate,
    estates_to_settle,
    homes_of_ending,
    mandates_to_settle,
)
from laoyou.system.billing.endings.queries.previews import EndingPreview, PreviewHome, preview_ending

__all__ = [
    "EndingHomeView",
    "EndingOfHome",
    "EndingPreview",
    "EndingView",
    "MandateToSettle",
    "PreviewHome",
    "ending_for",
    "ending_of_home",
    "endings_of_estate",
    "estates_to_settle",
    "homes_of_ending",
    "mandates_to_settle",
    "preview_ending",
]
