"""Pure rules of budgets, shared costs and settlements."""
