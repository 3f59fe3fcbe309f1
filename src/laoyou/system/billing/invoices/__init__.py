"""Invoices (发票): the tax document for what a payment paid of the bills, asked for by its payer or by the desk.

The tax bureau issues them: it is reached by the Protocol in `providers`, asked under our own number, again under the
same one until it answers, and asked for a red letter when the money goes back. Stands on payments and on the bills'
allocations, and shares the tables of billing: its own are in `models`.
"""
