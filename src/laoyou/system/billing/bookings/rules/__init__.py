"""Rules of ordered services: where an order can go, and what it comes to."""
