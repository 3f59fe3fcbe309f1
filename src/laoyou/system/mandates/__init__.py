"""Mandates (委托): who lets which company serve which estate, since when, until when, for which services and tariffs.

Every act outside a resident's own affairs rests on one in force; a company's people have their rights from it and lose
them with it. Nothing can be billed without one.
"""
