"""The pure rules of deposits: what may be held, and what taking and settling are in the books."""
