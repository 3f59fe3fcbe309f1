"""The books of each estate: a double-entry journal per fund, balanced by the database, append-only; expenses with
voucher and second person; months that close and are published.

Knows accounts and funds, not bills: who posts says in `source` which fact the entry tells, and a fact posts once.
"""
