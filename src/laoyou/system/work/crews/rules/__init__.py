"""Rules of crews: skills, ways to get about, shifts."""
