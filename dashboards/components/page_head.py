"""The head of a page: title, the period in words, and what can be chosen."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import formats
from dashboards.components.attributes import labelled
from dashboards.names import short_name
from dashboards.state import GRAINS
from dashboards.view import View


def page_head(view: View, title: str, subtitle: str = "") -> html.Div:
    """Title, the period in words, and the controls."""
    t, period = view.t, view.period
    words = [subtitle] if subtitle else []
    words.append(view.period_label)
    if period.is_partial:
        through = formats.day(period.covered_through, t.language)
        words.append(t("period.partial", day=through))
    words.append(t("period.against"))
    return html.Div(
        [
            html.Div(
                [html.H1(title), html.Div(" · ".join(words), className="page-sub")]
            ),
            html.Div(_controls(view), className="controls"),
        ],
        className="page-head",
    )


def _controls(view: View) -> list[Any]:
    t = view.t
    places = [{"value": "", "label": t("county.all")}]
    places += [
        {"value": county["entity_code"], "label": short_name(view.name(county))}
        for county in view.counties
    ]
    return [
        dmc.SegmentedControl(
            id="control-grain",
            value=view.state.grain,
            data=[{"value": g, "label": t(f"grain.{g}")} for g in GRAINS],
            size="sm",
            **labelled(t("grain.label")),
        ),
        dmc.Select(
            id="control-period",
            value=view.period.end.isoformat(),
            data=[
                {"value": p.end.isoformat(), "label": t.pick(p.label_zh, p.label_en)}
                for p in view.periods
            ],
            allowDeselect=False,
            w=160,
            **labelled(t("period.label")),
        ),
        dmc.Select(
            id="control-county",
            value=view.entity[1] if view.county else "",
            data=places,
            allowDeselect=False,
            w=130,
            **labelled(t("county.label")),
        ),
    ]
