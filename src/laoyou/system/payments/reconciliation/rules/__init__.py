"""Pure rules of reconciliation: what matches what, what differs, and when a day may close."""
