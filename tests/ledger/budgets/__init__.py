"""Budgets, shared costs and settlements."""
