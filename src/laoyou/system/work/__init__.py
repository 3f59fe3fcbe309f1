"""What has to be done and who does it: crews (班组) and their shifts, work orders (工单) and their steps.

Rooms, each with rules, tables, use cases and queries of its own; imports go one way only: requests → orders → crews,
facilities and surveys → orders. Orders never know what they came from: they raise events. Not who goes when (dispatch).
"""
