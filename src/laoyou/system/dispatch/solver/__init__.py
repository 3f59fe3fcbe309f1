"""From a day to a good plan: the routing engine, and what it can't do by itself done around it."""
