"""Pure rules about mandates: whose basis binds whom, the life of a mandate, its term, and tariffs by date."""
