"""Pure rules of facilities and inspections."""
