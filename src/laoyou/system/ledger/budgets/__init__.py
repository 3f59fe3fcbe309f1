"""What an estate means to take in and to spend in a year, fund by fund, and how it came about; what the centre paid for
several estates at once; and what a year comes to under each way of paying the company.

A package in the package of the books, with doors of its own. Knows accounts, funds and months; no bills, no mandates.
"""
