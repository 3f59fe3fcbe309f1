"""Since when the owners of today owe what a home is billed: `people.rules.tenures` for a whole estate at once."""

# A bill of a month before `since` is a former owner's. Homes without a known owner are not here: their bills are
# nobody else's either. Takes estate_id, day, and home_id or none for all homes.
OWNED_SINCE = """
SELECT bond.home_id, min(coalesce((
         SELECT max(least(coalesce(other.ends_before, bond.starts_on), bond.starts_on)) FROM people_home_bond other
         WHERE other.estate_id = bond.estate_id AND other.home_id = bond.home_id AND other.role = 'owner'
           AND other.person_id <> bond.person_id AND other.starts_on < bond.starts_on), DATE '0001-01-01')) AS since
FROM people_home_bond bond
WHERE bond.estate_id = %(estate_id)s AND bond.role = 'owner' AND bond.starts_on <= %(day)s
  AND (bond.ends_before IS NULL OR bond.ends_before > %(day)s)
  AND (%(home_id)s::bigint IS NULL OR bond.home_id = %(home_id)s)
GROUP BY bond.home_id
"""
