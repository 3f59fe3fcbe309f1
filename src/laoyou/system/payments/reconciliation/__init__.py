"""Reconciliation, each day and channel, three ways: our payments, the channel's bill, the bank's statement.

A difference is a row that a person works off; nothing is deleted. A day closes only when the sums are equal, what was
explained included. All of it lies in the centre's own books (estate 0): one merchant serves all estates.
"""
