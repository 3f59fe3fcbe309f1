"""A map in tiles: each estate has a cell of its own, near where it lies, so that small ones are as legible as large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell of the map: columns from west to east, rows from north to south, both from 0."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class TileMap:
    columns: int
    rows: int
    tiles: tuple[Tile, ...]


def tile_map(places: Sequence[tuple[float, float]], *, width_to_height: float = 1.3, fill: float = 0.6) -> TileMap:
    """Return one tile per place (lng, lat), in the same order; no two share one.

    `fill` is the share of cells that hold an estate; the rest is air between them. Places claim their nearest free
    cell, those in the densest part first, so that the outskirts give way.

    >>> tile_map([(108.30, 22.80), (108.30, 22.80)]).tiles
    (Tile(column=0, row=0), Tile(column=0, row=1))
    """
    if not places:
        return TileMap(1, 1, ())
    cells = max(math.ceil(len(places) / fill), 2)
    columns = max(math.ceil(math.sqrt(cells * width_to_height)), 2)
    rows = max(math.ceil(cells / columns), 1)
    west, east = min(lng for lng, _ in places), max(lng for lng, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    wanted = [
        ((lng - west) / ((east - west) or 1) * (columns - 1), (north - lat) / ((north - south) or 1) * (rows - 1))
        for lng, lat in places
    ]
    middle = (sum(x for x, _ in wanted) / len(wanted), sum(y for _, y in wanted) / len(wanted))
    free = {(column, row) for column in range(columns) for row in range(rows)}
    taken: dict[int, Tile] = {}
    for index in sorted(range(len(wanted)), key=lambda i: (math.dist(wanted[i], middle), i)):
        x, y = wanted[index]
        column, row = min(free, key=lambda cell: (math.dist(cell, (x, y)), cell))
        free.discard((column, row))
        taken[index] = Tile(column, row)
    return TileMap(columns, rows, tuple(taken[index] for index in range(len(places))))
