"""Screens of facilities and inspections."""
