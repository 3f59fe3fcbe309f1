"""Pure rules that turn a ledger's cells into homes, owners and findings, and compare two states of an estate."""
