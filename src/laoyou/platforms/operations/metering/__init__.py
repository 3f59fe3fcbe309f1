"""Screens of meters: reading them, looking at readings, billing what was used."""
