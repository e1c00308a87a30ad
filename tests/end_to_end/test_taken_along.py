"""Pages on paper and as pictures, and the quiet notice of new data."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

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


@pytest.mark.parametrize(
    "path", [path for path, page in PAGES.items() if not page.is_screen]
)
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
    return re.sub(r"\s", "", text)


def _pattern(text: str) -> re.Pattern[str]:
    """The text; a radical stands for the character that has the same glyph."""
    signs = (f"(?:{re.escape(sign)}|[\u2e80-\u2fdf])" for sign in _close(text))
    return re.compile("".join(signs))


def test_a_page_becomes_a_picture(visit: Visit, tmp_path: Path) -> None:
    visit.open("/cards")
    with visit.page.expect_download() as waiting:
        visit.page.locator("[data-take=picture]").click()
    file = tmp_path / "page.png"
    waiting.value.save_as(file)
    picture = file.read_bytes()
    assert picture.startswith(_SIGNATURE)
    width = int.from_bytes(picture[16:20], "big")
    shown = visit.page.evaluate("document.querySelector('main').clientWidth")
    assert width == 2 * shown
    assert len(picture) > 100_000
    assert waiting.value.suggested_filename == "两卡治理.png"


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
