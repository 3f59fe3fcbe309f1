"""A real browser, and people in it."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browser import ARGUMENTS, chromium
from tests.demo_city import clock_offset_s, demo_city
from tests.journeys.town import Town

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
AXE = Path(__file__).resolve().parents[2] / "src/laoyou/static/vendor/axe-core/axe.min.js"
RESULTS = Path(__file__).resolve().parents[2] / "test-results"
_OPEN_PAGES: list[Page] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """Keep what the browser shows, as a picture and in words, when a journey fails."""
    report = yield
    if report.failed:
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(page for page in _OPEN_PAGES if not page.is_closed()):
            file = RESULTS / f"{re.sub('[^a-z0-9]+', '-', item.name)[:60]}-{number}"
            try:
                page.screenshot(path=file.with_suffix(".png"), full_page=True)
                file.with_suffix(".txt").write_text(page.url + "\n" + page.locator("body").aria_snapshot())
            except Error:
                continue
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()
        _OPEN_PAGES.clear()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with an empty database, running."""
    built = Town(tmp_path_factory.mktemp("town"))
    built.start()
    yield built
    built.stop()


@pytest.fixture(scope="module")
def demo_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with the demo city, on the demo's day, running."""
    built = Town(tmp_path_factory.mktemp("town"), clock_offset_s=clock_offset_s(), demo=demo_city())
    built.start()
    yield built
    built.stop()


def person(browser: Browser, town: Town, size: dict[str, int], **options: object) -> Page:
    """Return a fresh browser window of one person: own cookies, own language, Chinese unless told."""
    context: BrowserContext = browser.new_context(
        base_url=town.address,
        viewport=size,  # type: ignore[arg-type]
        locale=str(options.pop("locale", "zh-CN")),
        timezone_id="Asia/Shanghai",
        **options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    _OPEN_PAGES.append(page)
    page.on("console", lambda message: _no_error(message.type, message.text))
    return page


def _no_error(kind: str, text: str) -> None:
    # A refused form answers 409, which Chromium reports as an error of the network.
    assert kind != "error" or "Failed to load resource" in text, text


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_COLOUR = ("color-contrast", "link-in-text-block")


def axe_findings(page: Page, *, of_colour_only: bool = False) -> list[str]:
    """Return what axe finds wrong on the page by WCAG 2.2 AA, one line each.

    `of_colour_only`: what another colour scheme of a page that was looked at can have changed.
    """
    asked = {"type": "rule", "values": OF_COLOUR} if of_colour_only else {"type": "tag", "values": WCAG}
    # The page's own policy forbids inline script; the tool comes in through the debugger, which it does not bind.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("(asked) => axe.run(document, {runOnly: asked})", asked)
    return [
        f"{page.url} {rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
