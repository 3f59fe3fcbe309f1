"""Laoyou (老友): one system and three platforms for looking after old housing estates."""
