"""Pages on paper and as pictures, and the quiet notice of new data."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PageObject, PdfReader

from dashboards.pages.registry import PAGES
from tests.conftest import PROJECT
from tests.end_to_end.conftest import Visit, serving
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long

_KEPT = PROJECT / "artifacts" / "taken"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# A4 lying, in points.
_A4 = (842, 595)
# How many sheets a page takes at most.
_SHEETS = {"/": 2, "/rows": 5, "/quality": 6}
# The width of pictures in pixels of the page: paper and a margin.
_PICTURE = 1488
# Pictures of long pages take a while where processors are shared, in milliseconds.
_SLOW = 120_000
_PAPER_PAGES = [path for path, page in PAGES.items() if not page.is_screen]
# The words of tables as people read them.
_CELLS = """() => [...document.querySelectorAll('main table :is(th, td)')].filter(
    cell => !cell.closest('details')).map(cell => {
        const read = cell.cloneNode(true);
        read.querySelectorAll('.hidden-word').forEach(word => word.remove());
        return read.textContent;
    })"""
# What leaves the sheet, or the card that it is in.
_TOO_WIDE = """() => {
    const sheet = document.querySelector('main').getBoundingClientRect();
    return [...document.querySelectorAll('main *')].filter(element => {
        if (element.closest('.hidden-word') || !element.getClientRects().length) { return false; }
        if (element.closest('svg') && !element.matches('.main-svg, text')) { return false; }
        const box = element.getBoundingClientRect();
        const card = element.closest('.card');
        const frame = card && card !== element ? card.getBoundingClientRect() : sheet;
        return box.right > frame.right + 1 || box.left < frame.left - 1;
    }).map(element => element.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("path", _PAPER_PAGES)
def test_a_page_prints_on_a4_with_text_filters_edition_and_definitions(
    visit: Visit, demo_settings: Settings, path: str
) -> None:
    edition = current_edition(demo_settings)
    assert edition is not None
    visit.open(path)
    printed = visit.page.pdf(prefer_css_page_size=True, print_background=True)
    _KEPT.mkdir(parents=True, exist_ok=True)
    (_KEPT / f"{PAGES[path].name}.pdf").write_bytes(printed)
    document = PdfReader(io.BytesIO(printed))
    for sheet in document.pages:
        size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
        assert size == pytest.approx(_A4, abs=2)
        assert _pictures(sheet) == []
    text = _close("".join(sheet.extract_text() for sheet in document.pages))
    title = visit.page.locator("h1").inner_text()
    for said in (title, "2024年上半年", "全市", "2024年6月30日", edition.id, "演示"):
        assert _pattern(said).search(text), said
    definitions = visit.page.locator(".page-foot li").all_text_contents()
    for definition in definitions:
        assert _pattern(definition).search(text), definition
    missing = [
        cell for cell in visit.page.evaluate(_CELLS) if not _pattern(cell).search(text)
    ]
    assert missing == []
    assert len(document.pages) <= _SHEETS.get(path, 4)
    assert document.metadata is not None
    assert document.metadata.title == _file_of(visit)


def _file_of(visit: Visit) -> str | None:
    return visit.page.locator(".page-foot").get_attribute("data-file")


@pytest.mark.parametrize(
    "visit", [("light", 1440, "zh"), ("light", 390, "en")], indirect=True
)
@pytest.mark.parametrize("path", [*_PAPER_PAGES, "/counties?county=530402"])
def test_nothing_is_wider_than_the_sheet_or_its_card(visit: Visit, path: str) -> None:
    visit.open(path)
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.evaluate(_TOO_WIDE) == []


@pytest.mark.parametrize("visit", [("dark", 1440, "zh")], indirect=True)
def test_what_is_dark_is_printed_on_white_and_dark_again_after(visit: Visit) -> None:
    visit.open("/cards")
    dark = _colours(visit)
    visit.page.emulate_media(media="print")
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = _colours(visit)
    visit.page.emulate_media(media="screen")
    visit.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert _colours(visit) == dark
    visit.page.context.add_cookies(
        [{"name": "fanzha_scheme", "value": "light", "url": visit.address}]
    )
    visit.open("/cards")
    light = _colours(visit)
    assert printed["card"] == light["card"] != dark["card"]
    assert printed["figures"] == light["figures"] != dark["figures"]
    assert printed["sheet"] == "rgb(255, 255, 255)"


def test_the_wall_screen_is_printed_on_white(visit: Visit) -> None:
    visit.open("/screen")
    visit.page.emulate_media(media="print")
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert _colours(visit)["card"] == "rgb(255, 255, 255)"
    wall = "getComputedStyle(document.querySelector('.screen')).backgroundImage"
    assert visit.page.evaluate(wall) == "none"
    assert visit.page.evaluate(_TOO_WIDE) == []


def _colours(visit: Visit) -> dict[str, Any]:
    found: dict[str, Any] = visit.page.evaluate(
        """() => ({
            sheet: getComputedStyle(document.body).backgroundColor,
            card: getComputedStyle(document.querySelector('.card')).backgroundColor,
            figures: [...new Set([...document.querySelectorAll('.main-svg :is(text, path)')]
                .map(drawn => getComputedStyle(drawn).fill))].sort(),
        })"""
    )
    return found


def _pictures(sheet: PageObject) -> list[str]:
    """Figures that were not drawn as lines and letters."""
    named = sheet["/Resources"].get_object().get("/XObject", {})
    objects = {name: named[name].get_object() for name in named}
    return [
        name
        for name, drawn in objects.items()
        if drawn["/Subtype"] == "/Image" and drawn["/Width"] * drawn["/Height"] > 10_000
    ]


def _close(text: str) -> str:
    """The text without spaces; fonts draw some signs as others (ligatures, dashes)."""
    usual = re.sub("[\ufb00-\ufb06]", _letters, text).replace("\u2012", "–")
    return re.sub(r"\s", "", usual)


def _letters(ligature: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", ligature[0])


def _pattern(text: str) -> re.Pattern[str]:
    """The text; a radical stands for the character that has the same glyph."""
    signs = (f"(?:{re.escape(sign)}|[\u2e80-\u2fdf])" for sign in _close(text))
    return re.compile("".join(signs))


def test_a_page_becomes_a_picture(visit: Visit, tmp_path: Path) -> None:
    visit.open("/cards")
    picture, name = _taken(visit, tmp_path)
    assert picture.startswith(_SIGNATURE)
    assert int.from_bytes(picture[16:20], "big") == 2 * _PICTURE
    assert len(picture) > 100_000
    assert name == f"{_file_of(visit)}.png"
    assert name.startswith("两卡治理_全市_2024年上半年_同比_")
    assert visit.page.evaluate("document.body.className") == ""


@pytest.mark.parametrize(
    ("visit", "path"),
    [
        (("light", 1440, "zh"), "/counties?county=530402"),
        (("dark", 390, "en"), "/counties?county=530402"),
        (("light", 1440, "zh"), "/quality"),
    ],
    indirect=["visit"],
)
def test_a_picture_holds_whole_tables_and_no_controls(
    visit: Visit, path: str, tmp_path: Path
) -> None:
    visit.open(path)
    script = PROJECT / "dashboards" / "assets" / "lazy" / "html-to-image.js"
    visit.page.evaluate(script.read_text("utf-8"))
    visit.page.evaluate(
        """() => {
            const take = window.htmlToImage.toPng;
            window.htmlToImage.toPng = (page, options) => {
                const shown = element => element.getClientRects().length > 0;
                window.seen = {
                    height: page.offsetHeight,
                    wide: (TOO_WIDE)(),
                    scrolling: [...page.querySelectorAll('*')].filter(element =>
                        ['auto', 'scroll'].includes(getComputedStyle(element).overflowY) &&
                        (element.scrollWidth > element.clientWidth ||
                        element.scrollHeight > element.clientHeight)).length,
                    controls: [...page.querySelectorAll('input, select, .exports')]
                        .filter(shown).length,
                };
                return take(page, options);
            };
        }""".replace("TOO_WIDE", _TOO_WIDE)
    )
    picture, _ = _taken(visit, tmp_path)
    seen = visit.page.evaluate("window.seen")
    assert seen["wide"] == []
    assert (seen["scrolling"], seen["controls"]) == (0, 0)
    assert int.from_bytes(picture[20:24], "big") == 2 * seen["height"]


def _taken(visit: Visit, folder: Path) -> tuple[bytes, str]:
    """The picture of the page, and what its file is called."""
    with visit.page.expect_download(timeout=_SLOW) as waiting:
        visit.page.evaluate("document.querySelector('[data-take=picture]').click()")
    file = folder / "page.png"
    waiting.value.save_as(file)
    return file.read_bytes(), waiting.value.suggested_filename


def test_new_data_are_announced_quietly_and_once(
    browser: Browser, settings: Settings, demo_settings: Settings
) -> None:
    demo = current_edition(demo_settings)
    assert demo is not None
    for name in (demo.id, "20990101T000000"):
        folder = settings.editions_dir / name
        shutil.copytree(demo.path, folder)
    settings.pointer.write_text(demo.id + "\n", "utf-8")
    page = browser.new_page(locale="zh-CN")
    try:
        with serving(settings.home) as url:
            page.goto(url)
            expect(page.locator("h1")).to_be_visible()
            notice = page.locator("#notice .notice")
            expect(notice).to_have_count(0)
            settings.pointer.write_text("20990101T000000\n", "utf-8")
            expect(notice).to_contain_text("数据已更新", timeout=15_000)
            expect(notice).to_be_visible()
            expect(page.locator(".pill")).to_contain_text("01-01 08:00")
            expect(notice).to_be_hidden(timeout=12_000)
    finally:
        page.close()
