"""Tags of the residents' templates."""
