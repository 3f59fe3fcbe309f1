"""The gateways: one folder each, all behind the Protocol of `provider.py`. `doors.DOORS` is the list of them.

To add one: a folder with `client.py`, `fixtures/` and a README, and a line in `DOORS`, which also puts it under the
conformance suite; the stand-in gateway then has to speak its protocol too.
"""
