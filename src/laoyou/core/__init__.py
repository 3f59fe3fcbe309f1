"""The words everything else is said in: money, area, months, periods, sharing, refusals. Pure Python, no Django."""
