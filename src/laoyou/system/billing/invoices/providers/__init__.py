"""The tax bureau's door: `provider.py` says what it has to be able to do, `client.py` speaks to one over HTTP."""
