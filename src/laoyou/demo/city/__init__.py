"""The demo city: told from beginning to end by the same use cases that people press buttons for, with a moved clock.

The same seed gives the same homes, bills, payments and books; only public keys and check codes differ.
"""
