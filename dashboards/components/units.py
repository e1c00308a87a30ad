"""The table of member units that issue cards."""

from __future__ import annotations

from dash import html

from dashboards import formats
from dashboards.components.blocks import card, change, empty
from dashboards.data import Row
from dashboards.view import View

_COLUMNS = ("rank", "unit", "sector", "cards", "base", "yoy", "rate", "rate_yoy")
_TEXT_COLUMNS = 3


def unit_table(view: View) -> html.Section:
    """Issuers by cards involved, with the rate per 10,000 cards issued."""
    t = view.t
    rows = [row for row in view.kpis_of("unit", "cards_involved") if _issues(view, row)]
    title, note = t("units.title"), t("units.subtitle")
    if not rows:
        return card(title, empty(t, "no_rows", small=True), note=note)
    rows.sort(key=lambda row: (-(row["value"] or 0), row["entity_code"]))
    heads = [
        html.Th(t(f"units.{name}"), scope="col", className=_align(index))
        for index, name in enumerate(_COLUMNS)
    ]
    lines = [_line(view, rank, row) for rank, row in enumerate(rows, start=1)]
    table = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody(lines)], className="units"
    )
    return card(
        title,
        html.Div(table, className="table-wrap", tabIndex=0),
        note=note,
        footer=t("units.city_note") if view.county else None,
    )


def _align(index: int) -> str:
    return "" if index in range(1, _TEXT_COLUMNS) else "right"


def _issues(view: View, row: Row) -> bool:
    return row["parent_code"] in ("bank", "operator")


def _line(view: View, rank: int, row: Row) -> html.Tr:
    t = view.t
    rate = view.kpi("cards_per_10k_issued", ("unit", row["entity_code"]))
    cells = [
        str(rank),
        view.entity_name(row),
        t(f"sector.{row['parent_code']}"),
        html.Strong(formats.number(row["value"], t.language)),
        formats.number(row["yoy_base"], t.language),
        change(row, "yoy", t),
        formats.number(rate["value"] if rate else None, t.language, 2),
        # The rate has no interval of its own; it moves with the count above it.
        change({**rate, "yoy_significant": row["yoy_significant"]}, "yoy", t)
        if rate
        else formats.NOTHING,
    ]
    return html.Tr(
        [html.Td(cell, className=_align(index)) for index, cell in enumerate(cells)]
    )
