"""Rules of leases: the instalments that a contract gives."""
