"""The dispatch board: a day's crews hour by hour and on the map, what waits, and the planner's proposal."""
