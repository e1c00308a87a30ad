"""A KPI at a glance: value, changes, sparkline, and the target where one is set."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.change import change_mark
from dashboards.data import Row
from dashboards.figures.sparkline import sparkline
from dashboards.format import MISSING, change, kpi_value, percent, points, split_scale
from dashboards.i18n import named, t


def kpi_card(
    *,
    kpi: Row,
    row: Row | None,
    history: list[float | None],
    target: float | None,
    colour: str,
    lang: str,
) -> html.Article:
    """One card; `row` is the KPI's line of the period shown, None if there is none."""
    value = row["value"] if row else None
    text = kpi_value(value, unit=kpi["unit"], lang=lang)
    amount, scale = split_scale(text)
    unit = scale + t(f"unit.{kpi['unit']}", lang)
    parts: list[Any] = [
        html.Div(
            [
                html.H3(named(kpi, lang), className="kpi-name"),
                _target_badge(value, target, kpi["better"], lang),
            ],
            className="kpi-head",
        ),
        html.Div(
            [
                html.Span(amount, className="kpi-value"),
                html.Span(unit if value is not None else "", className="kpi-unit"),
            ],
            className="kpi-figure",
        ),
        _change_line(row, kpi, "yoy", lang),
        _change_line(row, kpi, "prev", lang),
    ]
    image = sparkline(values=history, colour=colour)
    parts.append(
        html.Img(src=image, alt="", className="spark")
        if image
        else html.Div(className="spark")
    )
    if target is not None and value is not None:
        parts.append(_target_bar(value, target, kpi, lang))
    return html.Article(
        parts,
        className="card kpi",
        id=f"kpi-{kpi['kpi_code']}",
        title=kpi[f"description_{lang}"],
        **{"data-kpi": kpi["kpi_code"], "data-value": "" if value is None else value},
    )


def _change_line(row: Row | None, kpi: Row, against: str, lang: str) -> html.Div:
    line: list[Any] = [html.Span(t(f"compare.{against}", lang), className="muted")]
    hint = None
    if row is None:
        line.append(html.Span(MISSING, className="change neutral"))
    else:
        line.append(change_mark(row, better=kpi["better"], lang=lang, against=against))
        base = kpi_value(row[f"{against}_base"], unit=kpi["unit"], lang=lang)
        hint = t("compare.base", lang, base=base)
        if against == "yoy" and row.get("yoy_significant") is False:
            line.append(
                html.Span(t("compare.not_significant", lang), className="chance")
            )
            hint += _interval(row)
    return html.Div(line, className="kpi-change", title=hint)


def _interval(row: Row) -> str:
    if row.get("yoy_pp_low") is not None:
        low, high = points(row["yoy_pp_low"]), points(row["yoy_pp_high"])
    elif row.get("yoy_low") is not None:
        low, high = change(row["yoy_low"]), change(row["yoy_high"])
    else:
        return ""
    return f" · 95% {low} … {high}"


def _target_badge(
    value: float | None, target: float | None, better: str, lang: str
) -> html.Span | None:
    if value is None or target is None:
        return None
    met = value <= target if better == "down" else value >= target
    key = "met" if met else "over" if better == "down" else "missed"
    return html.Span(
        t(f"target.{key}", lang), className=f"badge {'good' if met else 'bad'}"
    )


def _target_bar(value: float, target: float, kpi: Row, lang: str) -> html.Div:
    met = value <= target if kpi["better"] == "down" else value >= target
    full = value / target if target else 1.0
    shown = percent(target) if kpi["unit"] == "%" else kpi_value(target, unit=kpi["unit"])
    sign = "≤" if kpi["better"] == "down" else "≥"
    return html.Div(
        [
            html.Div(
                html.Div(
                    className="bar-fill" if met else "bar-fill bad",
                    style={"width": percent(min(full, 1.0))},
                ),
                className="bar",
            ),
            html.Div(f"{t('target.target', lang)} {sign} {shown}", className="note"),
        ],
        className="kpi-target",
    )
