"""What a bill, a payment's way over the bills and a collection rate are, as pure functions."""
