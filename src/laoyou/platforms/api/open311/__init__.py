"""Open311 GeoReport v2: the door by which the city's own systems read and enter troubles of common places."""
