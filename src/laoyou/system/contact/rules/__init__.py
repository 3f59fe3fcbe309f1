"""The rules of talking: states, who is next, words of danger."""
