"""Arrears at the desk: ageing, the ladder's batches, calls and visits, plans, write-offs, the rules of reminding."""
