"""Pages of the staff's telephones: my jobs of the day, one job, and what keeps them working without a network."""
