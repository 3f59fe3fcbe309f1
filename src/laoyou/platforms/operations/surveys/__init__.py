"""Screens of the survey on entry."""
