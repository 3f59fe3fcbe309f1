"""The wall screen (大屏): one page, read from five metres, renewed every half minute."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.formats import month_name, percent, short_month
from laoyou.platforms.supervision.estates import area_name, figures_month, what_needs_a_look
from laoyou.platforms.supervision.words import count_by_state, state_word
from laoyou.system.oversight import queries as oversight
from laoyou.system.oversight.queries import MonthStanding, Standing
from laoyou.system.oversight.rules.tile_map import tile_map
from laoyou.system.places import queries as places

MAP_WIDTH, MAP_HEIGHT = 860, 640
CHART_LEFT, CHART_RIGHT, CHART_TOP, CHART_BOTTOM = 84, 470, 40, 220


@access.staff(Right.SEE_FIGURES)
def wall(request: access.Request) -> HttpResponse:
    month = figures_month(request)
    standings = oversight.standings(actor=request.actor, at=request.at, month=month)
    lists = what_needs_a_look(standings)
    served = [standing for standing in standings if standing.served]
    context = {
        "area_name": area_name(request),
        "month": month,
        "standings": standings,
        "served": served,
        "states": count_by_state(standing.estate.state for standing in standings),
        "tiles": map_tiles(standings),
        "map_width": MAP_WIDTH,
        "map_height": MAP_HEIGHT,
        "homes_served": sum(standing.estate.households or 0 for standing in served),
        "due_fen": sum(standing.due_fen for standing in standings),
        "collected_fen": sum(standing.collected_fen for standing in standings),
        "late_count": len(lists["unpublished"]),
        "line": _line_of_best(lists["rated"], request),
        "moves": [
            {"name": move.estate_name, "word": state_word(move.to_state), "at": move.at}
            for move in places.newest_moves(actor=request.actor, limit=4)
        ],
        **lists,
    }
    return render(request, "supervision/wall.html", context)


def map_tiles(standings: list[Standing]) -> list[dict[str, Any]]:
    """Return the squares of the map in its own coordinates, the estates without a place left out."""
    placed, points = [], []
    for standing in standings:
        if standing.estate.lng is not None and standing.estate.lat is not None:
            placed.append(standing)
            points.append((float(standing.estate.lng), float(standing.estate.lat)))
    grid = tile_map(points)
    pitch = min(MAP_WIDTH / grid.columns, MAP_HEIGHT / grid.rows)
    size = round(pitch * 0.84, 1)
    left, top = (MAP_WIDTH - pitch * grid.columns) / 2, (MAP_HEIGHT - pitch * grid.rows) / 2
    tiles = []
    for standing, tile in zip(placed, grid.tiles, strict=True):
        x, y = round(left + tile.column * pitch, 1), round(top + tile.row * pitch, 1)
        tiles.append(
            {
                "name": standing.estate.name,
                "state": standing.estate.state,
                "word": state_word(standing.estate.state),
                "x": x,
                "y": y,
                "size": size,
                "tick": f"{x + size * 0.28:.1f} {y + size * 0.52:.1f}l{size * 0.16:.1f} {size * 0.17:.1f}"
                f"l{size * 0.3:.1f} {-size * 0.34:.1f}",
            }
        )
    return tiles


def _line_of_best(rated: list[Standing], request: access.Request) -> dict[str, Any] | None:
    """Return the months' line of the estate with the highest current rate; None when no estate has a figure."""
    if not rated:
        return None
    best = rated[0]
    months = list(reversed(oversight.months_of(estate_id=best.estate.id, standing=best, at=request.at)))[-12:]
    return rate_line(best.estate.name, months)


def rate_line(name: str, months: list[MonthStanding]) -> dict[str, Any]:
    """Return a line chart of the current rate in its own coordinates; first and last point carry their value."""
    step = (CHART_RIGHT - CHART_LEFT) / max(len(months) - 1, 1)

    def y_of(value: float) -> float:
        return round(CHART_BOTTOM - value / 100 * (CHART_BOTTOM - CHART_TOP), 1)

    marks = [
        {
            "x": round(CHART_LEFT + place * step, 1),
            "y": y_of(figure.rate_percent),
            "label": short_month(figure.month),
            "value": f"{figure.rate_percent:.0f}%" if place in (0, len(months) - 1) else "",
        }
        for place, figure in enumerate(months)
    ]
    spoken = ", ".join(f"{month_name(figure.month)} {percent(figure.rate)}" for figure in months)
    return {
        "name": name,
        "spoken": gettext("Current rate of %(name)s: %(months)s") % {"name": name, "months": spoken},
        "steps": [{"y": y_of(value), "label": str(value)} for value in (0, 50, 100)],
        "points": " ".join(f"{mark['x']},{mark['y']}" for mark in marks),
        "marks": marks,
    }
