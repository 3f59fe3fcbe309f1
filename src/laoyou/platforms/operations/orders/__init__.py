"""Screens of work orders: the list over all estates, one order with its steps, a new one."""
