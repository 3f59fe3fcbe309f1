"""Pure rules of supervision: when a publication is due, where an estate stands on the wall's map."""
