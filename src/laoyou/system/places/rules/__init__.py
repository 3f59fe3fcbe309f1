"""Pure rules about places: the life of an estate, how homes are called and ordered, and the words for their codes."""
