"""What a telephone has to fetch before the first page stands: at most 150 KB, compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.personas import City
from tests.resident.world import bill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
MOST = 150 * 1000


@pytest.mark.parametrize("address", ["/", "/pay/", "/me/"])
def test_the_first_load_is_small(city: City, address: str) -> None:
    bill(city, 7, 8, 9)
    client = city.signed_in("owner")
    client.cookies["elder"] = "1"
    page = client.get(address).content
    files = set(re.findall(rf'(?:src|href)="{settings.STATIC_URL}([^"]+)"', page.decode()))
    found = {file: finders.find(file) for file in files}
    assert len(found) > 4
    assert all(found.values()), found
    sizes = {file: len(gzip.compress(Path(str(path)).read_bytes())) for file, path in found.items()}
    assert len(gzip.compress(page)) + sum(sizes.values()) < MOST, sizes


def test_pages_carry_nothing_inline_and_nothing_from_elsewhere(city: City) -> None:
    client = city.signed_in("owner")
    for address in ("/", "/pay/", "/me/", "/me/relatives/", "/sign-in/", "/offline/"):
        page = client.get(address, follow=True).content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
