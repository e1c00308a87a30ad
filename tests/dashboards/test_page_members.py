"""成员单位: the sentence is about what the address names."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.data import Reader
from tests.dashboards.shown import ask, of_class, page, parts, words

_PATH = "/units"


def test_the_sentence_and_the_title_are_about_the_chosen_unit(
    demo_reader: Reader,
) -> None:
    shown = page(demo_reader, _PATH, "?unit=B09")
    (unit,) = ask(
        demo_reader,
        "select e.name_zh, v.value from kpi.kpi_values as v"
        " join core.dim_entity as e using (entity_type, entity_code)"
        " where {scope} and entity_type = 'unit' and entity_code = 'B09'"
        " and kpi_code = 'cards_involved' and grain = 'half'"
        " and period_end = '2024-06-30'",
    )
    sentence = words(of_class(shown, "keypoints"))
    assert f"{unit['name_zh']}涉案两卡 {unit['value']:.0f} 张" in sentence
    assert f"{unit['name_zh']}万卡涉案数" in sentence
    assert words(_title(shown)) == f"成员单位 · {unit['name_zh']}"


def test_without_a_unit_they_are_about_the_sector(demo_reader: Reader) -> None:
    shown = page(demo_reader, _PATH, "?sector=bureau")
    assert words(_title(shown)) == "成员单位"
    assert "机关单位员工被骗数" in words(of_class(shown, "keypoints"))


def _title(shown: Any) -> Any:
    return next(part for part in parts(shown) if isinstance(part, html.H1))
