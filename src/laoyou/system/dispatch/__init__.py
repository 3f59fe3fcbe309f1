"""Dispatch: who goes where and when, for one pool of crews that serves many estates.

Owns the day's plan: its cost, its check, the reasons why a job has no crew. Does not own the jobs themselves, nor
who may serve which estate. A *job* is one visit, a *crew* one or more people who travel together, a *stop* a job in
a crew's route; *locked* is what people have decided or begun, and no plan moves it.
"""
