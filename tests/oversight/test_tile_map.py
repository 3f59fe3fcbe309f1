"""The wall's map: every estate has a tile of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laoyou.system.oversight.rules.tile_map import tile_map

PLACES = st.lists(st.tuples(st.floats(107, 109), st.floats(22, 24)), max_size=80)


@given(PLACES)
def test_no_two_estates_share_a_tile_and_all_lie_on_the_map(places: list[tuple[float, float]]) -> None:
    drawn = tile_map(places)
    assert len(set(drawn.tiles)) == len(places)
    assert all(0 <= tile.column < drawn.columns and 0 <= tile.row < drawn.rows for tile in drawn.tiles)


def test_north_is_up_and_west_is_left() -> None:
    north_west, south_east = tile_map([(108.0, 23.0), (109.0, 22.0)]).tiles
    assert north_west.row < south_east.row
    assert north_west.column < south_east.column
