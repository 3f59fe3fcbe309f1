"""Screens of crews: who they are, what they can do, when they work."""
