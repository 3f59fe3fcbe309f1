"""PostgreSQL: where it is (`urls`), our own supervisor of the embedded one (`embedded`), its two roles (`provision`).

The run-time login owns no table and is no superuser, so row-level security and append-only triggers bind it.
"""
