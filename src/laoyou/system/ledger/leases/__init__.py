"""Temporary income of common parts (公共收益): who rents which place, until when, for how much, and what has come in.

A package in the package. The money is the owners' (CIVIL-282): it goes into their own fund, and into the open books.
"""
