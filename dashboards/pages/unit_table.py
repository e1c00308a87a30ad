"""Issuers of the cards involved, the most first."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.change import change_mark
from dashboards.components.panel import panel
from dashboards.components.states import missing
from dashboards.context import CITY, Context
from dashboards.data import Row
from dashboards.format import kpi_value, number
from dashboards.i18n import named

_RATE = "cards_per_10k_issued"


def unit_table(context: Context) -> html.Section:
    """Cards, change and rate of each issuer; in a county only what it opened."""
    units = {u["entity_code"]: u for u in context.warehouse.entities("unit")}
    if context.entity == CITY:
        rows = context.values("unit", ["cards_involved", _RATE])
        cards = {r["entity_code"]: r for r in rows if r["kpi_code"] != _RATE}
        rates = {r["entity_code"]: r for r in rows if r["kpi_code"] == _RATE}
    else:
        found = context.breakdown("cards_involved", "issuer")
        cards, rates = {row["member"]: row for row in found}, {}
    shown = [
        code
        for code, row in cards.items()
        if code in units and (row["value"] or row["yoy_base"])
    ]
    shown.sort(key=lambda code: -(cards[code]["value"] or 0))
    title = context.text("units.title")
    if not shown:
        return panel(title, missing(context.lang))
    largest = max(cards[code]["value"] or 0 for code in shown) or 1
    heads = ["rank", "unit", "sector", "cards", "yoy", *(["rate"] if rates else [])]
    table = html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(
                            context.text(f"units.{key}"),
                            scope="col",
                            className=_alignment(key),
                        )
                        for key in heads
                    ]
                )
            ),
            html.Tbody(
                [
                    _line(
                        place,
                        units[code],
                        cards[code],
                        rates.get(code) if rates else None,
                        bool(rates),
                        largest,
                        context,
                    )
                    for place, code in enumerate(shown, start=1)
                ]
            ),
        ],
        className="table",
        id="unit-table",
    )
    return panel(
        title,
        html.Div(table, className="table-scroll", tabIndex=0, role="region",
                 **{"aria-label": title}),
        note=context.text("units.note"),
    )


def _alignment(key: str) -> str:
    return "" if key in ("unit", "sector") else "num"


def _line(
    place: int,
    unit: Row,
    cards: Row,
    rate: Row | None,
    with_rate: bool,
    largest: float,
    context: Context,
) -> html.Tr:
    width = f"{100 * (cards['value'] or 0) / largest:.1f}%"
    cells: list[Any] = [
        html.Td(place, className="num muted"),
        html.Td(named(unit, context.lang)),
        html.Td(context.text(f"sector.{unit['parent_code']}"), className="muted"),
        html.Td(
            [
                html.Span(
                    html.Span(className="bar-fill", style={"width": width}),
                    className="bar cell-bar",
                    **{"aria-hidden": "true"},
                ),
                html.B(number(cards["value"], lang=context.lang)),
            ],
            className="num",
        ),
        html.Td(
            change_mark(cards, better="down", lang=context.lang), className="num"
        ),
    ]
    if with_rate:
        unit_code = context.kpis[_RATE]["unit"]
        cells.append(
            html.Td(
                kpi_value(
                    rate["value"] if rate else None, unit=unit_code, lang=context.lang
                ),
                className="num",
            )
        )
    return html.Tr(cells)
