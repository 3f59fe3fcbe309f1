"""Tags of the supervision pages."""
