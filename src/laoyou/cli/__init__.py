"""The command `laoyou`: one program that sets up, runs everything in order, and stops it.

`commands` reads what was typed. `run` is the supervisor of one installation: database, web, worker and, in the demo,
the stand-in payment gateway, each a process of its own (`children`, `child`). What needs Django's tables happens in
`inside`, a process that starts with Django ready.
"""
