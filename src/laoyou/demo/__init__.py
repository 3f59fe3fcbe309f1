"""The demo city, told through use cases with a moved clock, and the stand-ins that run as processes of their own."""
