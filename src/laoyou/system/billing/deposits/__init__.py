"""Deposits (押金): money that a home leaves with the centre for a while, as for a renovation, and gets back.

Held in a fund of its own and never income: what is kept for damage makes the repair cheaper. Stands on payments, by
which it comes in, and shares the tables of billing: its own are in `models`.
"""
