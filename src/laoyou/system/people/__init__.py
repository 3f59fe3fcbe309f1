"""Who people are: users and sign-in, organisations and roles; an estate's persons, what binds them to homes, and who
acts for whom, each dated; masking and opening of personal data.

A telephone number never identifies a person: it is one proof at sign-in. Persons are kept per estate.
"""
