"""The sentence that opens a page: what happened, and who made it happen."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, judgement, queries
from dashboards.components.attributes import labelled
from dashboards.data import Row
from dashboards.names import short_name
from dashboards.view import View

_MEMBERS = 3
_ENTITY = {"county": "county", "issuer": "unit"}


def statement(view: View, code: str, digits: int = 2) -> list[Any]:
    """One KPI as a clause: 两卡涉案 869 张，同比下降 36.20%."""
    row = view.kpi(code)
    return (
        []
        if row is None
        else row_clause(view, row, view.place, view.comparison, digits)
    )


def row_clause(
    view: View, row: Row, place: str, compared: str, digits: int = 2
) -> list[Any]:
    """A KPI row as a clause about `place`, its change by the comparison `compared`."""
    t = view.t
    value, unit = formats.kpi_value(row["value"], row["unit"], t.language)
    shown = f"{value} {unit}" if t.language == "zh" or unit == "%" else value
    clause: list[Any] = [
        t("points.kpi", place=place, kpi=view.name(row)),
        html.Strong(shown),
        _comma(view),
    ]
    name = t(f"points.{compared}")
    change = judgement.change_of(row, compared)
    if change is None:
        return [*clause, _no_change(view, row, compared)]
    if not change:
        return [*clause, t("points.unchanged", comparison=name)]
    words = t(
        "points.change",
        comparison=name,
        direction=judgement.direction(change, t),
        percent=judgement.size(row, compared, digits),
    )
    clause.append(html.Strong(words, className=judgement.verdict(row, compared)))
    if judgement.significance(row, compared) is False:
        clause.append(t("points.not_significant"))
    return clause


def _no_change(view: View, row: Row, compared: str) -> str:
    """Why there is no change: a base of 0, none, or a period far from New Year."""
    base = view.t(f"base.{compared}")
    if row.get(f"{compared}_base") == 0:
        return view.t("points.base_zero", base=base)
    if compared == "lny" and row.get("lny_start") is None:
        return view.t("points.no_alignment")
    return view.t("points.change_none", base=base)


def drivers(view: View, code: str) -> list[Any]:
    """The members that moved a count most, and those that moved against it.

    Nobody is named for a change that may be chance, nor for another comparison:
    contributions are those to the change from last year.
    """
    row = view.kpi(code)
    if row is None or not row["yoy_significant"] or view.comparison != "yoy":
        return []
    dimension = "issuer" if view.county else "county"
    parts = queries.contributions(
        view.reader, view.scope, view.entity, code, view.period, dimension
    )
    fell = row["yoy_change"] < 0
    with_trend = [
        p for p in parts if (p["contribution"] < 0) == fell and p["contribution"]
    ]
    against = [
        p for p in parts if (p["contribution"] > 0) == fell and p["contribution"]
    ]
    with_trend.sort(key=lambda part: -abs(part["contribution"]))
    against.sort(key=lambda part: -abs(part["contribution"]))
    clauses: list[Any] = []
    if with_trend:
        key = "points.falls" if fell else "points.rises"
        clauses.append(view.t(key, members=_names(view, with_trend)))
    if against:
        words = view.t("points.against", members=_names(view, against))
        clauses += [
            _stop(view),
            html.Span(words, className=_worst(view, code, against)),
        ]
    return clauses


def _worst(view: View, code: str, parts: list[Row]) -> str:
    """The judgement of members' own changes, of those that are named."""
    verdicts = {
        judgement.verdict(row, "yoy")
        for part in parts[:_MEMBERS]
        if (row := view.kpi(code, (_ENTITY[part["dimension"]], part["member"])))
    }
    known = [name for name in ("bad", "good") if name in verdicts]
    return known[0] if known else "neutral"


def points(view: View, clauses: list[list[Any]]) -> html.Section:
    """The box with the sentence."""
    children: list[Any] = [
        html.Span(view.t("points.badge"), className="keypoints-badge")
    ]
    for clause in [clause for clause in clauses if clause]:
        if len(children) > 1:
            children.append(_stop(view))
        children += clause
    if len(children) == 1:
        children.append(view.t("empty.no_rows"))
    return html.Section(
        [*children, "。" if view.t.language == "zh" else "."],
        className="card keypoints",
        **labelled(view.t("points.badge")),
    )


def _names(view: View, parts: list[Row]) -> str:
    separator = "、" if view.t.language == "zh" else ", "
    return separator.join(
        f"{short_name(view.name(part))} {formats.signed_points(part['contribution_pp'])}"
        for part in parts[:_MEMBERS]
    )


def _comma(view: View) -> str:
    return "，" if view.t.language == "zh" else ", "


def _stop(view: View) -> str:
    return "；" if view.t.language == "zh" else "; "
