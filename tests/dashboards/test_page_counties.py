"""县区研判: the sentence is about what the address names."""

from __future__ import annotations

from dash import html

from dashboards.data import Reader
from tests.dashboards.shown import ask, of_class, page, parts, words

_PATH = "/counties"


def test_the_sentence_and_the_title_are_about_the_chosen_station(
    demo_reader: Reader,
) -> None:
    (station, *_) = ask(
        demo_reader,
        "select e.entity_code, e.name_zh, v.value from kpi.kpi_values as v"
        " join core.dim_entity as e using (entity_type, entity_code)"
        " where {scope} and entity_type = 'station' and e.parent_code = '530402'"
        " and kpi_code = 'cases_filed' and grain = 'half' and value > 1"
        " and period_end = '2024-06-30' order by e.entity_code",
    )
    address = f"?county=530402&station={station['entity_code']}"
    shown = page(demo_reader, _PATH, address)
    sentence = words(of_class(shown, "keypoints"))
    assert f"{station['name_zh']}立案数 {station['value']:.0f} 起" in sentence
    title = next(part for part in parts(shown) if isinstance(part, html.H1))
    assert words(title) == f"{station['name_zh']}研判"


def test_a_county_without_a_station_is_what_it_is_about(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?county=530402")
    assert "红塔区立案数" in words(of_class(shown, "keypoints"))
    assert "全市立案数" in words(of_class(page(demo_reader, _PATH), "keypoints"))
