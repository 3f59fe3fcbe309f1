"""The three platforms and the machines' door: pages that compose the system, no rules.

Each page calls queries, or one use case. A platform imports of a package only its use cases, queries, events, errors
and the types of its rules.
"""
