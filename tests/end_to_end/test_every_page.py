"""Every page as it is seen: theme, language, width; nothing cut, nothing inaccessible."""

from __future__ import annotations

import time
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboards.i18n import Translator
from dashboards.pages.registry import PAGES
from tests.conftest import PROJECT
from tests.end_to_end.conftest import Visit

pytestmark = pytest.mark.long

_SCREENSHOTS = PROJECT / "artifacts" / "screenshots"
_LAYOUT = (PROJECT / "tests" / "end_to_end" / "layout.js").read_text("utf-8")
# Figures take a new width, and are drawn again when it stays.
_FITTED = (
    "() => [...document.querySelectorAll('.js-plotly-plot')].every(plot => Math.abs("
    "plot.querySelector('.main-svg').clientWidth - plot.clientWidth) < 2)"
)
_WHOLE_SECONDS = 5
_WIDTHS = (1440, 390, 1920)
_LOOKS = [
    (scheme, _WIDTHS[0], language)
    for scheme, language in product(("light", "dark"), ("zh", "en"))
]


@pytest.mark.parametrize("visit", _LOOKS, indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_at_every_width_and_accessible(visit: Visit, path: str) -> None:
    visit.open(path)
    page, name = visit.page, PAGES[path].name
    language = str(page.evaluate("document.documentElement.lang"))[:2]
    scheme = page.evaluate(
        "document.documentElement.getAttribute('data-mantine-color-scheme')"
    )
    badge = Translator(language)("demo.badge")
    expect(page.locator(".demo").first).to_have_text(badge)
    results = Axe().run(page).response["violations"]
    told = [
        (rule["id"], [node["target"] for node in rule["nodes"]][:4]) for rule in results
    ]
    assert told == []
    _SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width in _WIDTHS:
        if PAGES[path].is_screen and width == 390:
            continue  # a wall is no phone
        page.set_viewport_size({"width": width, "height": 1080})
        visit.settle()
        page.wait_for_function(_FITTED)
        inner = page.evaluate("document.documentElement.scrollWidth")
        assert inner <= width, f"the page scrolls sideways at {width}"
        assert _what_is_broken(page) == [], f"at {width}"
        file = _SCREENSHOTS / f"{name}_{scheme}_{width}_{language}.png"
        page.screenshot(path=file, full_page=True)
        assert file.stat().st_size > 20_000


def _what_is_broken(page: Page) -> list[str]:
    """What is cut off or written over other text when all has come to rest."""
    until = time.monotonic() + _WHOLE_SECONDS
    while (found := page.evaluate(_LAYOUT)) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return list(found)


def test_the_wall_needs_no_scrolling(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    visit.open("/screen")
    inner, outer = visit.page.evaluate(
        "(() => { const e = document.querySelector('.screen');"
        " return [e.scrollHeight, e.clientHeight]; })()"
    )
    assert inner <= outer
