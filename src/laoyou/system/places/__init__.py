"""The place tree: city, district, street office, community; estate, building, entrance, home, parking space.

Owns where things are and how large; `area` is versioned by date. Not who lives there (people), not who serves it
(mandates). An estate row is a directory entry, readable by all; what lies inside an estate is not.
"""
