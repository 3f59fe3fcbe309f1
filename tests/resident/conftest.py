"""Fixtures of the residents' pages."""

from __future__ import annotations

import pytest

from tests.resident.world import Estate, make_estate


@pytest.fixture
def estate(db: None) -> Estate:
    """Give an estate under a mandate with a price of 0.60 yuan per m²."""
    return make_estate()
