"""Pure rules of payments: numbers, the life of an order, what to make of money that arrived, amounts in words."""
