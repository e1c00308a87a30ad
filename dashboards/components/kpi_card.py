"""One KPI: value, changes, last twelve months, and its target if it has one."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, judgement, queries
from dashboards.components.about import about, reaches
from dashboards.components.attributes import marked
from dashboards.components.blocks import change
from dashboards.data import Row
from dashboards.figures.sparkline import sparkline
from dashboards.tables import unit_words
from dashboards.topics import topic_link
from dashboards.view import View, twelve_months_to


def kpi_card(
    view: View,
    code: str,
    entity: queries.Entity | None = None,
    *,
    more: Any = None,
    scope: str = "",
) -> html.Div | None:
    """The card of a KPI of an entity, or of the view's place; None without values.

    Where only the KPI's source ends before the period, the card says when that was.

    `more` stands below the changes; `scope` names what the card stays at, where the
    page's filters do not apply to it.
    """
    row = view.kpi(code, entity)
    if row is None:
        return _beyond_its_source(view, code, entity or view.entity)
    t = view.t
    value, unit = formats.kpi_value(row["value"], row["unit"], t.language)
    lines: list[Any] = [
        html.Div(
            [_name(view, row), about(view, code, entity=entity)], className="kpi-top"
        ),
        *([html.Div(scope, className="card-note")] if scope else []),
        html.Div(
            [value, html.Span(unit_words(unit, view.t), className="kpi-unit")],
            className="kpi-value",
            **marked(code),
        ),
        *(
            html.Div([t(f"compare.{name}"), change(row, name, t)], className="kpi-line")
            for name in _shown(view)
        ),
        *([more] if more is not None else []),
        _spark(view, row),
    ]
    if row["target"] is not None:
        lines += _target(view, row)
    return html.Div(lines, className="card kpi")


def _name(view: View, row: Row) -> html.Span:
    """The KPI's name; on the overview it leads to the page about it."""
    name = view.name(row)
    link = topic_link(view, row["kpi_code"]) if view.state.path == "/" else None
    return html.Span(dcc.Link(name, href=link) if link else name, title=name)


def _beyond_its_source(
    view: View, code: str, entity: queries.Entity
) -> html.Div | None:
    """The card of a KPI of the entity whose source does not reach the period."""
    kpi = queries.catalogue(view.reader).get(code)
    through = queries.cutoff(view.reader, kpi) if kpi else None
    if kpi is None or through is None or through >= view.period.start:
        return None
    if entity[0] not in kpi["entity_types"].replace(" ", "").split(";"):
        return None
    top = [html.Span(view.name(kpi), title=view.name(kpi)), about(view, code)]
    lines = [
        html.Div(top, className="kpi-top"),
        html.Div(formats.NOTHING, className="kpi-value", **marked(code)),
        html.Div(reaches(view, code), className="card-note"),
    ]
    return html.Div(lines, className="card kpi")


def _shown(view: View) -> tuple[str, str]:
    """The chosen comparison, and the one that leaders expect beside it."""
    return ("yoy", "prev") if view.comparison == "yoy" else (view.comparison, "yoy")


def _badge(view: View, row: Row) -> html.Span | None:
    if row["is_on_target"] is None:
        return None
    if row["is_on_target"]:
        return html.Span(view.t("target.met"), className="badge good")
    missed = "target.missed" if row["better"] == "up" else "target.over"
    return html.Span(view.t(missed), className="badge bad")


def _spark(view: View, row: Row) -> html.Div:
    span = twelve_months_to(view.period.covered_through.replace(day=1))
    entity = (row["entity_type"], row["entity_code"])
    points = queries.months(view.reader, view.scope, entity, row["kpi_code"], span)
    verdict = judgement.verdict(row, view.comparison)
    palette = view.palette
    colour = palette.bad_fill if verdict == "bad" else palette.series[0]
    picture = sparkline([point["value"] for point in points], colour)
    return html.Div(html.Img(src=picture, alt=""), className="kpi-spark")


def _target(view: View, row: Row) -> list[Any]:
    target, unit = formats.kpi_value(row["target"], row["unit"], view.t.language)
    words = view.t(f"target.{row['better']}", target=target + unit)
    line = html.Div([words, _badge(view, row)], className="kpi-target")
    if row["unit"] != "%" or row["value"] is None:
        return [line]
    bar = html.Div(
        [
            html.Div(className="bar-fill", style={"width": f"{row['value']:.1%}"}),
            html.Div(className="bar-mark", style={"left": f"{row['target']:.1%}"}),
        ],
        className="bar",
    )
    return [bar, line]
