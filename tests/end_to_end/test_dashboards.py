"""What a person sees in a browser on the built demo."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboards import formats
from dashboards.pages.overview import KPIS
from tests.end_to_end.conftest import Visit
from warehouse.connection import open_edition
from warehouse.editions import current_edition
from warehouse.settings import Settings

# One browser and one server serve all of these tests.
pytestmark = pytest.mark.long


def _query(settings: Settings, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    edition = current_edition(settings)
    assert edition is not None
    with open_edition(edition) as connection:
        return connection.execute(sql, list(values)).fetchall()


def _numbers(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_kpi_cards_show_the_values_of_the_edition(
    visit: Visit, demo_settings: Settings
) -> None:
    visit.open()
    for code in KPIS:
        value, unit = _query(
            demo_settings,
            "select v.value, c.unit from kpi.kpi_values v"
            " join kpi.kpi_catalogue c using (kpi_code)"
            " where entity_type = 'city' and kpi_code = ? and grain = 'half'"
            " and period_start = '2024-01-01'",
            code,
        )[0]
        shown = visit.page.locator(f".kpi-value[data-kpi={code}]").inner_text()
        assert _numbers(shown) == _numbers("".join(formats.kpi_value(value, unit)))


def test_the_headline_is_the_published_fall_of_cards_involved(visit: Visit) -> None:
    visit.open()
    headline = visit.page.locator("[data-kpi=cards_involved_change]")
    expect(headline).to_contain_text("−36.20%")
    expect(headline).to_contain_text("1,362 → 869")
    expect(visit.page.locator(".keypoints")).to_contain_text("同比下降 36.20%")


@pytest.mark.parametrize("by", ["county", "card_type", "issuer"])
def test_the_waterfall_reconciles_with_the_edition(
    visit: Visit, demo_settings: Settings, by: str
) -> None:
    total = _query(
        demo_settings,
        "select value - yoy_base, 100 * yoy_change from kpi.kpi_values"
        " where entity_type = 'city' and kpi_code = 'cards_involved'"
        " and grain = 'half' and period_start = '2024-01-01'",
    )[0]
    visit.open(f"/cards?by={by}")
    footer = visit.page.locator(".card-foot", has_text="贡献之和")
    expect(footer).to_contain_text(
        f"{formats.signed_number(total[0])} 张 = {formats.signed_points(total[1])}"
    )


def test_choices_live_in_the_address_and_survive_back_and_reload(visit: Visit) -> None:
    page = visit.page
    visit.open()
    page.get_by_text("季", exact=True).click()
    expect(page.locator(".page-sub")).to_contain_text("季度")
    assert parse_qs(urlsplit(page.url).query)["grain"] == ["quarter"]
    page.locator(".tile", has_text="峨山县").click()
    expect(page.locator("h1")).to_have_text("峨山县总览")
    shared = page.url
    assert "county=530426" in shared and "grain=quarter" in shared
    page.get_by_role("link", name="两卡治理").click()
    expect(page.locator("h1")).to_have_text("两卡治理")
    assert "county=530426" in page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("峨山县总览")
    page.reload()
    expect(page.locator("h1")).to_have_text("峨山县总览")
    page.go_back()
    expect(page.locator("h1")).to_have_text("全市总览")
    expect(page.locator(".page-sub")).to_contain_text("季度")
    page.goto(shared)
    expect(page.locator("h1")).to_have_text("峨山县总览")
    visit.settle()


def test_a_period_is_chosen_from_the_list(visit: Visit) -> None:
    page = visit.page
    visit.open("/cards")
    page.locator("input[aria-label=统计期]").click()
    page.get_by_role("option", name="2023年上半年").click()
    expect(page.locator(".page-sub")).to_contain_text("2023年上半年")
    assert parse_qs(urlsplit(page.url).query)["period"] == ["2023-06-30"]
    visit.settle()


def test_a_county_page_shows_the_county(visit: Visit, demo_settings: Settings) -> None:
    value = _query(
        demo_settings,
        "select value from kpi.kpi_values where entity_code = '530426'"
        " and kpi_code = 'cards_involved' and grain = 'half'"
        " and period_start = '2024-01-01'",
    )[0][0]
    visit.open("/?county=530426")
    shown = visit.page.locator(".kpi-value[data-kpi=cards_involved]").inner_text()
    assert _numbers(shown) == f"{formats.number(value)}张"


def test_language_and_theme_change_and_are_remembered(visit: Visit) -> None:
    page = visit.page
    visit.open()
    page.locator("#toggle-language").click()
    expect(page.locator("h1")).to_have_text("City overview")
    page.locator("#toggle-scheme").click()
    dark = page.locator("html[data-mantine-color-scheme=dark]")
    expect(dark).to_have_count(1)
    visit.settle()
    page.reload()
    expect(page.locator("h1")).to_have_text("City overview")
    expect(dark).to_have_count(1)
    assert page.evaluate("document.documentElement.lang") == "en"
    visit.settle()


def test_charts_offer_no_upload_and_no_tool_bar(visit: Visit) -> None:
    visit.open("/cards")
    assert visit.page.locator(".modebar-btn").count() == 0


@pytest.mark.parametrize(
    ("visit", "titles"),
    [
        (("light", 1440, "zh"), ("县区研判", "反诈决策驾驶舱")),
        (("light", 1440, "en"), ("Counties compared", "Anti-fraud cockpit")),
    ],
    indirect=["visit"],
)
def test_the_browser_is_told_page_and_application(
    visit: Visit, titles: tuple[str, str]
) -> None:
    visit.open("/counties")
    expect(visit.page).to_have_title(" - ".join(titles))
    visit.page.locator("#toggle-language").click()
    expect(visit.page).not_to_have_title(" - ".join(titles))


def test_a_chart_is_walked_and_followed_from_the_keyboard(visit: Visit) -> None:
    visit.open()
    page = visit.page
    charts = page.locator(".dash-graph[tabindex]")
    expect(charts).to_have_count(5)
    spoken = page.locator("#spoken")
    for index, first, last in (
        (0, "1月: 银行卡", "6月: 银行卡"),
        (1, "1月: 立案数（起） 本期", "6月: 立案数（起） 本期"),
        (2, "红塔区 227", "峨山县 44"),
    ):
        charts.nth(index).focus()
        page.keyboard.press("ArrowRight")
        expect(spoken).to_contain_text(first)
        assert page.locator(".hoverlayer > *").count()
        page.keyboard.press("ArrowLeft")
        expect(spoken).to_contain_text(last)
        page.keyboard.press("Home")
        expect(spoken).to_contain_text(first)
        page.keyboard.press("End")
        expect(spoken).to_contain_text(last)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?county=530402")
    expect(page.locator("h1")).to_contain_text("红塔区")
    page.go_back()
    expect(page.locator("h1")).to_have_text("全市总览")
    visit.settle()
    page.locator("#toggle-language").click()
    expect(page.locator("h1")).to_have_text("City overview")
    visit.settle()
    charts.first.focus()
    expect(charts.first).to_have_attribute(
        "aria-label", re.compile("^Cards.*arrow keys")
    )


def test_the_first_key_skips_the_menu(visit: Visit) -> None:
    visit.open()
    visit.page.keyboard.press("Tab")
    link = visit.page.locator(".skip")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#main")).to_be_focused()


def test_a_click_on_a_bar_of_a_month_shows_the_month(visit: Visit) -> None:
    visit.open("/cards")
    plot = visit.page.locator("[id*=cards-trend] .nsewdrag").first.bounding_box()
    assert plot is not None
    # The first of six months, near the foot of its bar.
    visit.page.mouse.click(
        plot["x"] + plot["width"] / 12, plot["y"] + plot["height"] * 0.9
    )
    visit.page.wait_for_url("**/cards?grain=month&period=2024-01-31")
    expect(visit.page.locator(".page-sub")).to_contain_text("2024年1月")
    visit.settle()
