"""Parts of addresses that are more than a number or a word. Importing this makes them known to `path`."""

from __future__ import annotations

from django.urls import register_converter

from laoyou.core.calendar import Month


class MonthInAddress:
    """A month, 2022-12, as a `Month`; anything else is no such page."""

    regex = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, text: str) -> Month:
        return Month.parse(text)

    def to_url(self, month: Month | str) -> str:
        return str(month)


register_converter(MonthInAddress, "month")
