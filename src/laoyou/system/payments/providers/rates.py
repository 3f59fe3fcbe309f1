"""The rate that was agreed with a channel: `rate.txt` beside its keys, or its variable; 0.006 is 0.6 %."""

from __future__ import annotations

import re
from decimal import Decimal

from laoyou.system.payments.providers.keys import KeyFolder, KeysMissing

Rate = Decimal


def agreed_rate(folder: KeyFolder) -> Rate | None:
    """Return the agreed share of each payment; None where none is written down. Raises: KeysMissing for nonsense."""
    try:
        text = folder.text("rate.txt")
    except KeysMissing:
        return None
    if not re.fullmatch(r"0(\.[0-9]{1,6})?", text):
        raise KeysMissing(f"{folder.channel}: rate.txt is a share below one, like 0.006")
    return Decimal(text)
