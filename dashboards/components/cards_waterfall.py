"""The card that says who made the number of cards involved rise or fall."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, judgement, queries
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.choices import segments
from dashboards.data import Row
from dashboards.figures.waterfall import End, Step, waterfall
from dashboards.names import short_name
from dashboards.view import View

_CODE = "cards_involved"


def dimensions(view: View) -> tuple[str, ...]:
    """What the change can be broken down by; a county has no counties."""
    whole = ("county", "card_type", "issuer")
    return whole[1:] if view.county else whole


def cards_waterfall(view: View, *, span: int = 7) -> html.Section:
    """The waterfall by the dimension that the address asks for."""
    t, row = view.t, view.kpi(_CODE)
    note = t("waterfall.subtitle")
    if row is None or row["yoy_change"] is None:
        text = html.Div(t("waterfall.no_base"), className="card-note")
        body: Any = text if row else empty(t, "no_rows", small=True)
        return card(t("waterfall.title_plain"), body, note=note, span=span)
    offered = dimensions(view)
    chosen = view.state.by if view.state.by in offered else offered[0]
    parts = queries.contributions(
        view.reader, view.scope, view.entity, _CODE, view.period, chosen
    )
    change = formats.signed_percent(row["yoy_change"], 2)
    figure = waterfall(
        base=End(t("waterfall.base"), row["yoy_base"]),
        value=End(t("waterfall.value"), row["value"]),
        steps=[_step(view, part, row["better"]) for part in parts],
        change=change,
        palette=view.palette,
    )
    picker = segments(
        "by",
        chosen,
        [(name, t(f"waterfall.{name}")) for name in offered],
        t("waterfall.dimension"),
        size="xs",
    )
    return card(
        t("waterfall.title", change=change),
        graph(figure, "waterfall"),
        note=note,
        info=about(view, _CODE),
        extra=picker,
        footer=_footer(view, parts),
        span=span,
    )


def _step(view: View, part: Row, better: str) -> Step:
    return Step(
        name=_name(view, part),
        contribution=part["contribution"],
        points=part["contribution_pp"],
        judgement=judgement.judge(part["contribution"], better, None),
    )


def _name(view: View, part: Row) -> str:
    keys = {"银行卡": "card_type.bank", "电话卡": "card_type.phone"}
    if part["dimension"] == "card_type" and part["member"] in keys:
        return view.t(keys[part["member"]])
    return short_name(view.name(part))


def _footer(view: View, parts: list[Row]) -> Any:
    """The sum of the parts beside the total; says so if they differ."""
    if not parts:
        return None
    first = parts[0]
    summed, total = first["sum_contribution"], first["total_contribution"]
    if summed != total:
        text = view.t(
            "waterfall.mismatch",
            cards=formats.signed_number(summed),
            total=formats.signed_number(total),
        )
        return html.Span(text, className="bad")
    return view.t(
        "waterfall.footer",
        cards=formats.signed_number(summed),
        points=formats.signed_points(first["sum_points"]),
    )
