"""Every page as it is seen: theme, language, width; nothing cut, nothing inaccessible."""

from __future__ import annotations

import time
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboards.i18n import Translator
from dashboards.pages.registry import PAGES
from dashboards.state import GRAINS
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


def _what_is_broken(page: Page, look: str = _LAYOUT) -> list[str]:
    """What is cut off or written over other text when all has come to rest."""
    until = time.monotonic() + _WHOLE_SECONDS
    while (found := page.evaluate(look)) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return list(found)


_WALL = """() => {
  const screen = document.querySelector('.screen');
  const found = screen.scrollHeight > screen.clientHeight ? ['the wall scrolls'] : [];
  const end = screen.getBoundingClientRect().bottom;
  document.querySelectorAll('.screen .card').forEach((card) => {
    const foot = card.getBoundingClientRect().bottom;
    if (foot > end) { found.push('below the wall: ' + card.textContent.slice(0, 40)); }
    card.querySelectorAll('.card-head, .card-foot, .tile, .legend, .kpi-line, svg text')
      .forEach((part) => {
        const box = part.getBoundingClientRect();
        if (box.height > 1 && box.bottom > foot + 1) {
          found.push('cut: ' + part.textContent.slice(0, 40));
        }
      });
  });
  return found;
}"""


@pytest.mark.parametrize(
    "visit", [("dark", 1920, "zh"), ("dark", 1920, "en")], indirect=True
)
@pytest.mark.parametrize("grain", GRAINS)
def test_the_wall_needs_no_scrolling_and_cuts_nothing(visit: Visit, grain: str) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    for more in ("", "&compare=prev", "&compare=lny", "&county=530427"):
        visit.open(f"/screen?grain={grain}{more}")
        assert _what_is_broken(visit.page, _WALL) == [], more
        assert _what_is_broken(visit.page) == [], more


def test_a_smaller_wall_scrolls_and_cuts_nothing(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1366, "height": 768})
    visit.open("/screen")
    sideways, inner, outer = visit.page.evaluate(
        "(() => { const e = document.querySelector('.screen'); return"
        " [e.scrollWidth - e.clientWidth, e.scrollHeight, e.clientHeight]; })()"
    )
    assert sideways == 0 and inner > outer
    assert _what_is_broken(visit.page) == []


def test_an_events_mark_covers_no_total(visit: Visit) -> None:
    for place in ("", "?county=530428", "?county=530402&grain=month"):
        visit.open("/cards" + place)
        assert _what_is_broken(visit.page) == [], place


@pytest.mark.parametrize("visit", [("light", 390, "zh")], indirect=True)
def test_a_phone_shows_where_one_is_and_takes_pages_along(visit: Visit) -> None:
    for path in ("/", "/cases", "/quality"):
        visit.open(path)
        expect(visit.page.locator(".nav-link.active")).to_be_in_viewport(ratio=1)
        for form in ("print", "picture"):
            button = visit.page.locator(f"[data-take={form}]")
            expect(button).to_be_in_viewport(ratio=1)
    visit.page.locator(".nav-link", has_text="宣防").click()
    expect(visit.page.locator(".nav-link.active")).to_have_text("宣防")
    expect(visit.page.locator(".nav-link.active")).to_be_in_viewport(ratio=1)
    visit.settle()


@pytest.mark.parametrize("path", ["/counties", "/units"])
def test_a_wide_table_shows_by_a_shadow_that_it_goes_on(
    visit: Visit, path: str
) -> None:
    """Off paper, where all of it is printed."""
    visit.open(path)
    table = visit.page.locator(".dense .table-wrap")
    look = "e => getComputedStyle(e)"
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    attached = table.evaluate(look + ".backgroundAttachment")
    assert attached.split(", ") == ["local", "local", "scroll", "scroll"]
    visit.page.emulate_media(media="print")
    assert table.evaluate(look + ".backgroundImage") == "none"
