"""The pure rules of endings."""
