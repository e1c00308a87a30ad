"""What is only HTML goes to the browser as HTML, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.data import CITY_SCOPE, Reader
from dashboards.markup import composed
from dashboards.pages.registry import PAGES
from dashboards.render import render
from dashboards.state import read_state


def flat(value: Any) -> list[Any]:
    """Elements in the order in which they are shown, however they are wrapped."""
    if isinstance(value, Component):
        component: Any = value
        value = component.to_plotly_json()
    if isinstance(value, list | tuple):
        return [element for part in value for element in flat(part)]
    if not isinstance(value, dict):
        return [] if value is None else [value]
    if value.get("namespace") == "fanzha_markup":
        return flat(value["props"]["tree"])
    props = dict(value["props"])
    children = flat(value.get("children", props.pop("children", None)))
    name = str(value.get("tag") or value["type"]).lower()
    return [(name, orjson.dumps(props, default=str), children)]


def live(value: Any) -> list[str]:
    """Types of all components that Dash's renderer gets."""
    if isinstance(value, list):
        return [name for part in value for name in live(part)]
    if not isinstance(value, dict) or "namespace" not in value:
        return []
    return [value["type"], *live(value["props"].get("children"))]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_all_its_elements(
    demo_reader: Reader, path: str, language: str
) -> None:
    state = read_state(path, "?county=530426", {"language": language})
    parts = render(demo_reader, CITY_SCOPE, state)
    for part in (parts.header, parts.sidebar, parts.page):
        made = composed(part)

        assert flat(made) == flat(part)
        assert len(live(made)) <= len(live(as_dash_sends_it(part)))


def as_dash_sends_it(part: Any) -> Any:
    """The same as Dash itself would send it."""
    return orjson.loads(
        orjson.dumps(part, default=lambda value: value.to_plotly_json())
    )


def test_html_without_a_name_is_one_component() -> None:
    page = html.Div([html.P(["a", html.B("b")], className="x"), html.Span(1), None])

    made = composed(page)

    assert live(made) == ["Html"]
    assert made["props"]["tree"]["children"][0] == {
        "tag": "p",
        "props": {"className": "x"},
        "children": ["a", {"tag": "b", "props": {}, "children": "b"}],
    }


@pytest.mark.parametrize(
    "part",
    [html.Button("a", id="a"), html.Button("a", n_clicks=0), dcc.Link("a", href="/")],
)
def test_what_a_callback_may_name_stays_a_component(part: Component) -> None:
    made = composed(html.Section([html.P("before"), html.I(), part, html.P("after")]))

    assert live(made) == ["Section", "Html", type(part).__name__, "Html"]


def test_text_stays_text() -> None:
    assert composed("a") == "a"
    assert composed(None) is None
    assert composed(dcc.Link("a", href="/"))["props"]["children"] == "a"


def test_components_in_other_properties_are_kept() -> None:
    import dash_mantine_components as dmc

    made = composed(dmc.Button("a", leftSection=html.Span("b")))

    assert made["props"]["leftSection"]["props"]["tree"]["tag"] == "span"
