"""要点: the period in a sentence, put together from the figures."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.change import amount, change_text, verdict
from dashboards.context import Context
from dashboards.data import Row
from dashboards.format import kpi_value, points
from dashboards.i18n import named, t
from dashboards.theme import judgement


def banner(parts: list[Any], *, lang: str) -> html.Div:
    """The sentence in its frame."""
    return html.Div(
        [html.Span(t("headline.label", lang), className="tag"), html.P(parts)],
        className="card headline",
        id="headline",
    )


def clause(row: Row, kpi: Row, *, lang: str, digits: int = 1) -> list[Any]:
    """`立案数 1,420 起，同比下降 19.0%`; without a base only the value."""
    value = kpi_value(row["value"], unit=kpi["unit"], lang=lang)
    unit = t(f"unit.{kpi['unit']}", lang)
    parts: list[Any] = [
        f"{named(kpi, lang)} ",
        html.B(f"{value}{'' if unit == '%' else ' '}{unit}"),
    ]
    if amount(row) is not None:
        parts += [t("headline.comma", lang), *moved(row, kpi, lang=lang, digits=digits)]
    return parts


def moved(row: Row, kpi: Row, *, lang: str, digits: int = 1) -> list[Any]:
    """`同比下降 19.0%`, and that it may be chance where it may."""
    size = amount(row) or 0.0
    key = "up" if size > 0 else "down" if size < 0 else "same"
    text = change_text(row, digits=digits, arrow=False)
    said = html.B(
        t(f"headline.{key}", lang, change=text),
        className=f"change {verdict(row, kpi['better'])}",
    )
    parts: list[Any] = [t("headline.yoy", lang), said]
    if row.get("yoy_significant") is False and size:
        parts.append(t("headline.chance", lang))
    return parts


def contributors(
    rows: list[Row], *, names: dict[str, str], better: str, lang: str, most: int = 3
) -> list[Any]:
    """Who moved the total most, in points of the base, largest first."""
    ordered = sorted(rows, key=lambda row: -abs(row["contribution"]))[:most]
    parts: list[Any] = []
    for row in ordered:
        if parts:
            parts.append(t("headline.list", lang))
        parts.append(
            html.B(
                f"{names[row['member']]} {points(row['contribution_pp'])}",
                className=f"change {judgement(row['contribution'], better)}",
            )
        )
    return parts


def county_names(context: Context) -> dict[str, str]:
    """Counties' everyday names by code."""
    return {c["entity_code"]: named(c, context.lang) for c in context.counties}
