"""Plumbing that every package stands on: the database's roles and scope, actor, audit, events, jobs, live stream,
progress of long work, files, sheets, secrets, messages. It knows no estate's business.

Rows that belong to no estate (the centre's own) carry `estate_id` 0; only a scope over everything sees them.
"""
