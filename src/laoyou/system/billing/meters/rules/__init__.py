"""Rules of meters: readings, estimates, how usage is cut into stretches, and how shared usage is divided."""
