"""Crews (班组): who belongs to them, what they can do, when they work, who is away. The centre's own affair (estate 0),
each company's by itself.
"""
