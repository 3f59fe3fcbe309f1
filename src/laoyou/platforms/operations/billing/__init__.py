"""Billing at the desk: months, preview and issue, bills, statements, waivers."""
