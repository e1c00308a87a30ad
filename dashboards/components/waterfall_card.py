"""The card that says who made a count rise or fall."""

from __future__ import annotations

import math
from typing import Any

from dash import html

from dashboards import formats, judgement, queries
from dashboards.components.about import about, reaches
from dashboards.components.blocks import card, empty, graph
from dashboards.components.choices import segments
from dashboards.data import Row
from dashboards.figures.waterfall import End, Step, waterfall
from dashboards.names import in_lines, short_name, short_type
from dashboards.view import View


def change_waterfall(
    view: View,
    code: str,
    dimensions: tuple[str, ...],
    *,
    span: int = 7,
    scope: str = "",
) -> html.Section:
    """The waterfall by the dimension that the address asks for.

    A county has no counties to break its change down by. `scope` names what the card
    stays at, where the page's filters do not apply to it.
    """
    t, row = view.t, view.kpi(code)
    only = "" if view.comparison == "yoy" else t("waterfall.only_yoy")
    note = " · ".join(filter(None, (scope, only, t("waterfall.subtitle"))))
    if row is None or row["yoy_change"] is None:
        text = html.Div(t("waterfall.no_base"), className="card-note")
        nothing = empty(t, "no_rows", small=True, more=reaches(view, code))
        body: Any = text if row else nothing
        return card(t("waterfall.title_plain"), body, note=note, span=span)
    offered = [name for name in dimensions if name != "county" or not view.county]
    chosen = view.state.by if view.state.by in offered else offered[0]
    parts = queries.contributions(
        view.reader, view.scope, view.entity, code, view.period, chosen
    )
    change = formats.signed_percent(row["yoy_change"], 2)
    figure = waterfall(
        base=End(t("waterfall.base"), row["yoy_base"]),
        value=End(t("waterfall.value"), row["value"]),
        steps=[_step(view, part, row["better"]) for part in parts],
        change=change,
        language=t.language,
        palette=view.palette,
    )
    picker = None
    if len(offered) > 1:
        options = [(name, t(f"waterfall.{name}")) for name in offered]
        picker = segments("by", chosen, options, t("waterfall.dimension"), size="xs")
    return card(
        t("waterfall.title", kpi=view.name(row), change=change),
        graph(figure, "waterfall"),
        note=note,
        info=about(view, code),
        extra=picker,
        footer=_footer(view, parts, row),
        span=span,
    )


def _step(view: View, part: Row, better: str) -> Step:
    return Step(
        name=_name(view, part),
        contribution=part["contribution"],
        points=part["contribution_pp"],
        # Which way it moved the total, not whether the member itself really changed.
        judgement=judgement.judge(part["contribution"], better, True),
        link=_link(view, part),
    )


def _link(view: View, part: Row) -> str | None:
    """Where a member is shown; a kind of card has no page of its own.

    A unit's page is about the whole city: a part of a county's change is not on it.
    """
    unit = view.state.link("/units", unit=part["member"], sector=None)
    links = {
        "county": view.state.link(county=part["member"]),
        "issuer": None if view.county else unit,
        "fraud_type": view.state.link("/cases", type=part["member"]),
    }
    return links.get(part["dimension"])


def _name(view: View, part: Row) -> str:
    keys = {"银行卡": "card_type.bank", "电话卡": "card_type.phone"}
    if part["dimension"] == "card_type" and part["member"] in keys:
        return view.t(keys[part["member"]])
    return in_lines(short_type(short_name(view.name(part))))


def _footer(view: View, parts: list[Row], whole: Row) -> Any:
    """The sum of the parts beside the total; says so if they differ."""
    if not parts:
        return None
    first = parts[0]
    summed, total = first["sum_contribution"], first["total_contribution"]

    def said(number: float) -> str:
        text = formats.signed_number(number, view.t.language)
        return f"{text} {whole['unit']}" if view.t.language == "zh" else text

    if not math.isclose(summed, total, rel_tol=1e-9, abs_tol=1e-6):
        text = view.t("waterfall.mismatch", change=said(summed), total=said(total))
        return html.Span(text, className="bad")
    points = formats.signed_points(first["sum_points"])
    told = view.t("waterfall.footer", change=said(summed), points=points)
    stop = "；" if view.t.language == "zh" else "; "
    is_chance = whole["yoy_significant"] is False
    return (
        told + stop + view.t("waterfall.chance" if is_chance else "waterfall.colours")
    )
