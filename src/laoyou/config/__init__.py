"""One settings file, the map of addresses, the entry for servers."""
