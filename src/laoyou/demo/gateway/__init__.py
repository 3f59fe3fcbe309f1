"""The stand-in payment gateway: a process of its own, with its own store and keys, that speaks the real protocols.

WeChat Pay v3 and Alipay as a merchant meets them: signatures checked and made, nonces used once, notifications sealed
and sent again until they are accepted, a cashier page for the payer. No money moves. Its store is its own truth:
`GET /truth` lists what was paid, for tests that compare.

    python -m laoyou.demo.gateway --port 8010 --home .laoyou/gateway

Without arguments it works under `LAOYOU_HOME`. It writes a made-up merchant's keys, and its own address, into the
folder where the application looks for keys (`LAOYOU_HOME/keys`), and never touches real ones that lie there.
"""

from laoyou.demo.gateway.keys import make_keys

__all__ = ["make_keys"]
