"""The command `laoyou`."""
