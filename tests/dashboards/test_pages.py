"""Pages and figures on a small edition: the numbers that people will see."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go
import pytest
from dash import dcc
from dash.development.base_component import Component

from dashboards.app import create_app
from dashboards.data import CITY_SCOPE, NO_SCOPE, Reader, Warehouse
from dashboards.figures.panels import round_ticks
from dashboards.figures.sparkline import sparkline
from dashboards.i18n import Translator
from dashboards.render import render
from dashboards.state import ViewState, read_state
from dashboards.theme import GRAPH_CONFIG, SCHEMES
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings


def _components(part: Any) -> list[Component]:
    if isinstance(part, list | tuple):
        return [found for item in part for found in _components(item)]
    if not isinstance(part, Component):
        return []
    return [part, *_components(getattr(part, "children", None))]


def _text(part: Any) -> str:
    if isinstance(part, list | tuple):
        return "".join(_text(item) for item in part)
    if isinstance(part, Component):
        return _text(getattr(part, "children", None))
    return "" if part is None else str(part)


def _page(reader: Reader, path: str, search: str = "", **how: str) -> list[Any]:
    return render(reader, CITY_SCOPE, read_state(path, search, how)).page


# The pages that the small edition has tables for; the others are tried on the demo.
_PAGES = ("/", "/cards", "/screen")


@pytest.mark.parametrize("path", _PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_show_the_headline_in_each_language_and_scheme(
    reader: Reader, path: str, language: str, scheme: str
) -> None:
    page = _page(reader, path, language=language, scheme=scheme)
    text = _text(page)
    assert "869" in text and "−36.20%" in text
    assert "None" not in text and "nan" not in text.lower()


def test_each_graph_has_the_shared_configuration(reader: Reader) -> None:
    graphs = [
        part
        for path in _PAGES
        for part in _components(_page(reader, path))
        if isinstance(part, dcc.Graph)
    ]
    assert len(graphs) >= 3
    assert all(graph.config is GRAPH_CONFIG for graph in graphs)
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["displayModeBar"] is False


@pytest.mark.parametrize("by", ["county", "issuer"])
def test_the_waterfall_starts_at_zero_and_adds_up(reader: Reader, by: str) -> None:
    page = _page(reader, "/cards", f"?by={by}")
    graphs = {g.id["name"]: g for g in _components(page) if isinstance(g, dcc.Graph)}
    figure = go.Figure(graphs["waterfall"].figure)
    bars = figure.data[0]
    assert figure.layout.xaxis.range[0] == 0
    assert bars.x[0] == 1362 and bars.x[-1] == 869
    assert bars.base[0] == bars.base[-1] == 0
    assert sum(bars.x[:-1]) == 869
    assert "−493 张 = −36.20 pp" in _text(page)


def test_parts_that_do_not_make_the_whole_are_called_out(reader: Reader) -> None:
    """Card types have no contributions here, so nothing claims to reconcile."""
    assert "与总数一致" not in _text(_page(reader, "/cards", "?by=card_type"))


def test_a_change_that_may_be_chance_is_grey(reader: Reader) -> None:
    marks = [
        part
        for part in _components(_page(reader, "/cards"))
        if "change" in (getattr(part, "className", None) or "").split()
    ]
    classes = {_text(mark)[:8]: mark.className for mark in marks}
    assert classes["▼ 34.3%变"] == "change neutral"
    assert classes["▼ 37.5%下"] == "change good"


def test_a_missed_target_is_shown_and_needs_attention(reader: Reader) -> None:
    text = _text(_page(reader, "/"))
    assert "未达标" in text
    assert "见面劝阻率 94.0%，未达目标" in text
    assert "目标 ≥ 95.0%" in text


def test_a_partial_period_says_so_and_lacks_a_base(reader: Reader) -> None:
    text = _text(_page(reader, "/", "?period=2024-12-31"))
    assert "截至 2024年7月10日，未满期" in text
    assert "无上年同期可比" in text


def test_demo_data_are_marked(reader: Reader) -> None:
    for path in ("/", "/cards"):
        parts = render(reader, CITY_SCOPE, ViewState(path))
        assert "演示数据" in _text(parts.header)
        assert "数据截至 2024年7月10日" in _text(parts.header)


def test_states_without_data(reader: Reader) -> None:
    nothing = render(None, CITY_SCOPE, ViewState())
    assert "fanzha refresh" in _text(nothing.page)
    assert "本期没有数据" in _text(render(reader, NO_SCOPE, ViewState()).page)
    assert "没有这个页面" in _text(render(reader, CITY_SCOPE, ViewState("/x")).page)


def test_an_unknown_county_shows_the_city(reader: Reader) -> None:
    assert "全市总览" in _text(_page(reader, "/", "?county=999999"))
    assert "峨山县总览" in _text(_page(reader, "/", "?county=530426"))


def test_sparklines_draw_what_there_is() -> None:
    assert "polyline" in sparkline([1, None, 3, 2], "#000000")
    assert "polyline" not in sparkline([None, 1], "#000000")
    assert "NaN" not in sparkline([2, 2, 2], "#000000")


def test_axis_steps_are_round() -> None:
    assert round_ticks(3_619_000) == [0, 1_000_000, 2_000_000, 3_000_000]
    assert round_ticks(9.9) == [0, 5]
    assert round_ticks(0) == [0]


def test_the_application_serves_its_health_and_layout(
    settings: Settings, publish: EditionMaker
) -> None:
    client = create_app(Warehouse(settings)).server.test_client()
    assert client.get("/healthz").json == {"status": "ok", "edition": None}
    publish("20240801T000000")
    assert client.get("/healthz").json["edition"] == "20240801T000000"
    page = client.get("/").get_data(as_text=True)
    assert "http://" not in page and "https://" not in page
    layout = json.dumps(client.get("/_dash-layout").json)
    assert "skeleton" in layout


def test_trends_mark_events_of_the_city_and_of_the_place_shown(reader: Reader) -> None:
    def told(search: str) -> str:
        return _text(_page(reader, "/cards", search))

    assert "◆ 2024-06-03 – 2024-06-28 夏季行动" in told("")
    assert "峨山走访" not in told("")
    assert "夏季行动" in told("?county=530426") and "峨山走访" in told("?county=530426")


def test_the_wall_is_dark_and_has_no_shell(reader: Reader) -> None:
    parts = render(reader, CITY_SCOPE, read_state("/screen", "", {"scheme": "light"}))
    assert parts.scheme == "dark" and parts.header == []
    assert "演示数据" in _text(parts.page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_wall_says_what_to_do_and_leads_back(
    reader: Reader, language: str
) -> None:
    """Without an edition, and for who may see nothing."""
    state = read_state("/screen", "", {"language": language})
    t = Translator(language)
    for edition, scope, reason in (
        (None, CITY_SCOPE, "no_edition"),
        (reader, NO_SCOPE, "no_rows"),
    ):
        shown = render(edition, scope, state).page
        assert t(f"empty.{reason}_step") in _text(shown)
        links = [part for part in _components(shown) if isinstance(part, dcc.Link)]
        assert [_text(link) for link in links] == [t("screen.leave")]
        assert links[0].href.startswith("/?") or links[0].href == "/"
