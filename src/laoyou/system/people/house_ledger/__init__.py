"""The house ledger (业主台账): the table of homes, areas and owners that an estate hands over, in whatever layout.

`rules` turn the cells of a sheet into homes and findings and compare them with what is known; `use_cases` read, check
and enter a ledger in one transaction. Homes belong to places, owners to people; rates are told to mandates by event.
"""
