"""Screens of reconciliation: days of the channels, lines of the bank, statements."""
