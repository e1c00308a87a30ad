"""Parts of a page that are only HTML, each as one component of Dash.

Dash's renderer spends milliseconds on every component, however plain; a page has
hundreds, most of which no callback will ever name.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from dash.development.base_component import Component

_HTML = "dash_html_components"
# By these a callback may name it, or be called by it.
_LIVE = ("id", "n_clicks")


def composed(value: Any) -> Any:
    """Components as JSON for Dash's renderer, with as few of them as can be.

    `assets/markup.js` shows what this gathers.
    """
    made, is_html = _compose(value)
    return _as_component(made) if is_html else made


def _compose(value: Any) -> tuple[Any, bool]:
    """The value as JSON; whether that is text or an element instead of a component."""
    if isinstance(value, Component):
        return _compose_component(value)
    if isinstance(value, list | tuple):
        parts = [_compose(part) for part in value]
        if all(is_html for _, is_html in parts):
            return [made for made, _ in parts], True
        together: list[Any] = []
        for is_html, run in groupby(parts, key=itemgetter(1)):
            made = [part for part, _ in run]
            together += [_as_component(made)] if is_html else made
        return together, False
    return value, True


def _compose_component(component: Component) -> tuple[Any, bool]:
    # Dash gives its method no types.
    plain = cast("dict[str, Any]", cast("Any", component).to_plotly_json())
    props, is_html = dict(plain["props"]), plain["namespace"] == _HTML
    children, is_text = _compose(props.pop("children", None))
    if is_html and is_text and not any(name in props for name in _LIVE):
        return {
            "tag": plain["type"].lower(),
            "props": props,
            "children": children,
        }, True
    if children is not None:
        props["children"] = _as_component(children) if is_text else children
    for name, given in props.items():
        if isinstance(given, Component):
            props[name] = composed(given)
    return {**plain, "props": props}, False


def _as_component(made: Any) -> Any:
    if isinstance(made, list | dict) and made:
        return {"namespace": "fanzha_markup", "type": "Html", "props": {"tree": made}}
    return made
