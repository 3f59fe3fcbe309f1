"""The pure rules of refunds: their stages, and what a channel gives back at all."""
