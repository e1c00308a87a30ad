"""The table of member units that issue cards."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.blocks import change
from dashboards.components.ranks import entity_link
from dashboards.components.table import table_card
from dashboards.data import Row
from dashboards.tables import PERCENT, Column, Table, count, text
from dashboards.view import View

_CARDS, _RATE = "cards_involved", "cards_per_10k_issued"


def issuers(view: View) -> Table:
    """Issuers by cards involved, with the rate per 10,000 cards issued."""
    t, compared = view.t, view.comparison
    rows = [row for row in view.kpis_of("unit", _CARDS) if _issues(row)]
    rows.sort(key=lambda row: (-(row["value"] or 0), row["entity_code"]))
    ranked = [
        {**row, "rank": rank, "rate": _rate(view, row)}
        for rank, row in enumerate(rows, start=1)
    ]

    cards = queries.kpi_name(view.reader, _CARDS, t)
    unit, rate_unit = (queries.kpi_unit(view.reader, code) for code in (_CARDS, _RATE))

    def name(row: Row) -> Any:
        return dcc.Link(view.entity_name(row), href=entity_link(view, row))

    def rate(key: str) -> Any:
        return lambda row: row["rate"][key] if row["rate"] else None

    return Table(
        "units",
        t("units.title"),
        [
            count(t("units.rank"), "rank", t),
            Column(t("units.unit"), view.entity_name, name, is_text=True),
            text(t("units.sector"), lambda row: t(f"sector.{row['parent_code']}")),
            Column(
                t("units.cards"),
                lambda row: row["value"],
                lambda row: html.Strong(formats.number(row["value"], t.language)),
                unit=unit,
            ),
            count(t(f"base.{compared}"), view.base, t, unit=unit, of=cards),
            Column(
                t(f"compare.{compared}"),
                lambda row: row[f"{compared}_change"],
                lambda row: change(row, compared, t),
                unit=PERCENT,
                of=cards,
            ),
            count(t("units.rate"), rate("value"), t, 2, unit=rate_unit),
            Column(
                f"{t('units.rate')} {t(f'compare.{compared}')}",
                rate(f"{compared}_change"),
                lambda row: (
                    change(row["rate"], compared, t) if row["rate"] else formats.NOTHING
                ),
                unit=PERCENT,
            ),
        ],
        ranked,
        (_CARDS, _RATE),
        place=t("county.all"),
    )


def unit_table(view: View) -> html.Section:
    """The table as a card."""
    t = view.t
    note, footer = t("units.subtitle"), None
    if view.county:
        note = f"{t('county.all')} · {note}"
        footer = t("units.city_note")
    return table_card(view, issuers(view), note=note, footer=footer)


def _issues(row: Row) -> bool:
    return row["parent_code"] in ("bank", "operator")


def _rate(view: View, row: Row) -> Row | None:
    return view.kpi(_RATE, ("unit", row["entity_code"]))
