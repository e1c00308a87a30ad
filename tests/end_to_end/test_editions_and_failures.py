"""What pages do before there are data, when new ones arrive, and without a server."""

from __future__ import annotations

import shutil

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.conftest import free_port, serving
from warehouse.editions import current_edition
from warehouse.settings import Settings
from warehouse.status import write_status

pytestmark = pytest.mark.long

# Ten seconds on a machine of its own; tests share theirs.
_WITHIN_MS = 15_000


def test_an_edition_shows_by_itself_and_a_lost_server_is_reported(
    browser: Browser, settings: Settings, demo_settings: Settings
) -> None:
    demo = current_edition(demo_settings)
    assert demo is not None
    settings.home.mkdir(parents=True)
    port = free_port()
    page = browser.new_page(locale="zh-CN")
    try:
        with serving(settings.home, port) as url:
            page.goto(url)
            expect(page.locator(".empty")).to_contain_text("fanzha refresh")

            shutil.copytree(demo.path, settings.editions_dir / demo.id)
            settings.pointer.write_text(demo.id + "\n", "utf-8")
            headline = page.locator("[data-kpi=cards_involved_change]")
            expect(headline).to_contain_text("−36.20%", timeout=_WITHIN_MS)
            expect(page.locator("#network")).to_be_hidden()

        expect(page.locator("#network")).to_be_visible(timeout=_WITHIN_MS)
        expect(headline).to_contain_text("−36.20%")

        with serving(settings.home, port):
            expect(page.locator("#network")).to_be_hidden(timeout=_WITHIN_MS)
    finally:
        page.close()


def test_a_wall_that_has_lost_its_server_says_so(
    browser: Browser, demo_settings: Settings
) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    try:
        with serving(demo_settings.home) as url:
            page.goto(url + "/screen?county=999999")
            expect(page.locator(".screen h1")).to_contain_text("全市")
            _is_on_top(page, ".unknown")
        expect(page.locator("#network")).to_be_visible(timeout=_WITHIN_MS)
        _is_on_top(page, "#network")
    finally:
        page.close()


def _is_on_top(page: Page, selector: str) -> None:
    """Nothing covers it, and it covers nothing that is written."""
    found = page.evaluate(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect();
            const at = document.elementFromPoint(box.left + 8, box.top + box.height / 2);
            const title = document.querySelector('.screen h1').getBoundingClientRect();
            const badge = document.querySelector('.screen .demo').getBoundingClientRect();
            return [Boolean(at.closest(selector)), box.right < title.left,
                    box.left > badge.right, box.bottom < 75];
        }""",
        selector,
    )
    assert found == [True] * 4


@pytest.mark.parametrize("path", ["/", "/quality"])
def test_a_page_that_fails_shows_a_reference_and_keeps_the_shell(
    browser: Browser, settings: Settings, demo_settings: Settings, path: str
) -> None:
    """An edition without a table that the pages need."""
    demo = current_edition(demo_settings)
    assert demo is not None
    folder = settings.editions_dir / demo.id
    folder.mkdir(parents=True)
    shutil.copy(demo.path / "manifest.json", folder)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema kpi")
    settings.pointer.write_text(demo.id, "utf-8")
    page = browser.new_page(locale="zh-CN")
    try:
        with serving(settings.home) as url:
            page.goto(url + path)
            banner = page.locator("#error .banner")
            expect(banner).to_contain_text("编号")
            expect(banner.get_by_role("button", name="重试")).to_be_visible()
    finally:
        page.close()


def test_a_failed_refresh_is_told_until_one_succeeds(
    browser: Browser, settings: Settings, demo_settings: Settings
) -> None:
    demo = current_edition(demo_settings)
    assert demo is not None
    shutil.copytree(demo.path, settings.editions_dir / demo.id)
    settings.pointer.write_text(demo.id + "\n", "utf-8")
    page = browser.new_page(locale="zh-CN")
    try:
        with serving(settings.home) as url:
            page.goto(url)
            expect(page.locator("h1")).to_be_visible()
            banner = page.locator("#failure .banner")
            expect(banner).to_have_count(0)

            write_status(settings, "failed", error="Failure in test of_balance\nGot 3")
            expect(banner).to_contain_text("刷新", timeout=_WITHIN_MS)
            expect(banner.get_by_text("of_balance")).to_be_hidden()
            banner.locator("summary").click()
            expect(banner.get_by_text("of_balance")).to_be_visible()
            expect(banner).not_to_contain_text("Got 3")

            write_status(settings, "succeeded", edition=demo.id)
            expect(banner).to_have_count(0, timeout=_WITHIN_MS)
    finally:
        page.close()
