"""Meters (水电表) of homes and of common parts: what they showed, what of it was used, and the bills that come of it.

A package in the package. What water and power cost is passed on and never earned on: a price by meter (a ladder, kept
by mandates) fills the fund of money collected for others, out of which the supplier is paid.
"""
