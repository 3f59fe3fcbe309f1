"""Rules of work orders: their life, what proves them, what they cost."""
