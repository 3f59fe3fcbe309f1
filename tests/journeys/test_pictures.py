"""The pictures of docs/screenshots, taken of the demo city by `make screenshots`; other runs leave them alone."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from laoyou.demo.city.personas import OWNER_TELEPHONE
from tests.journeys.acts import DEMO_PASSWORD, resident, staff
from tests.journeys.conftest import DESK, PHONE, SCREENSHOTS, person
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif("LAOYOU_SCREENSHOTS" not in os.environ, reason="pictures are taken by `make screenshots`"),
]

LARGEST = 300 * 1024
LEDGER = Path(__file__).resolve().parents[1] / "data/house-ledgers/house-ledger.xlsx"
WALL = {"width": 1920, "height": 1080}


def keep_picture(page: Page, name: str) -> None:
    """Keep the page as a picture, with fewer colours: at most 300 KB."""
    page.wait_for_load_state("networkidle")
    drawn = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file = SCREENSHOTS / f"{name}.png"
    drawn.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size <= LARGEST, f"{name}: {file.stat().st_size} bytes"


def test_of_the_residents_platform(browser: Browser, demo_town: Town) -> None:
    page = resident(browser, demo_town, OWNER_TELEPHONE)
    page.goto("/")
    keep_picture(page, "resident-home")
    page.emulate_media(color_scheme="dark")
    keep_picture(page, "resident-home-dark")
    page.emulate_media(color_scheme="light")
    page.goto("/pay/")
    keep_picture(page, "resident-pay")
    page.goto("/")
    books = page.get_by_role("link", name="账目", exact=True).get_attribute("href") or ""
    page.get_by_role("button", name="长辈版").click()
    keep_picture(page, "resident-home-elder")
    stranger = person(browser, demo_town, PHONE)
    stranger.goto(books)
    keep_picture(stranger, "public-books")


def test_of_the_operations_platform(browser: Browser, demo_town: Town) -> None:
    page = staff(browser, demo_town, "finance", DEMO_PASSWORD)
    page.goto("/ops/estates")
    keep_picture(page, "operations-estates")
    estate = page.get_by_role("link", name="秀山花园").first.get_attribute("href") or ""
    page.goto(f"{estate}billing/2023-01/issue")
    keep_picture(page, "operations-billing")
    page.goto(f"{estate}books/2022-12")
    keep_picture(page, "operations-books")
    page.goto(f"{estate}import")
    page.get_by_label("把文件拖到这里").set_input_files(LEDGER)
    page.get_by_role("button", name="读取并核对").click()
    expect(page.get_by_text("第 207 行")).to_be_visible()
    keep_picture(page, "operations-import")


def test_of_the_supervision_platform(browser: Browser, demo_town: Town) -> None:
    page = staff(browser, demo_town, "bureau", DEMO_PASSWORD)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto("/city/")
    keep_picture(page, "supervision-overview")
    page.set_viewport_size(WALL)  # type: ignore[arg-type]
    page.goto("/city/wall/")
    keep_picture(page, "supervision-wall")
