"""The table of member units that issue cards."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards.components.blocks import change
from dashboards.components.table import table_card
from dashboards.data import Row
from dashboards.tables import Column, Table, count, text
from dashboards.view import View


def issuers(view: View) -> Table:
    """Issuers by cards involved, with the rate per 10,000 cards issued."""
    t, compared = view.t, view.comparison
    rows = [row for row in view.kpis_of("unit", "cards_involved") if _issues(row)]
    rows.sort(key=lambda row: (-(row["value"] or 0), row["entity_code"]))
    ranked = [
        {**row, "rank": rank, "rate": _rate(view, row)}
        for rank, row in enumerate(rows, start=1)
    ]

    def rate(key: str) -> Any:
        return lambda row: row["rate"][key] if row["rate"] else None

    return Table(
        "units",
        t("units.title"),
        [
            count(t("units.rank"), "rank", t),
            text(t("units.unit"), view.entity_name),
            text(t("units.sector"), lambda row: t(f"sector.{row['parent_code']}")),
            Column(
                t("units.cards"),
                lambda row: row["value"],
                lambda row: html.Strong(formats.number(row["value"], t.language)),
            ),
            count(t(f"base.{compared}"), view.base, t),
            Column(
                t(f"compare.{compared}"),
                lambda row: row[f"{compared}_change"],
                lambda row: change(row, compared, t),
            ),
            count(t("units.rate"), rate("value"), t, 2),
            Column(
                f"{t('units.rate')} {t(f'compare.{compared}')}",
                rate(f"{compared}_change"),
                lambda row: (
                    change(row["rate"], compared, t) if row["rate"] else formats.NOTHING
                ),
            ),
        ],
        ranked,
        ("cards_involved", "cards_per_10k_issued"),
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
    return view.kpi("cards_per_10k_issued", ("unit", row["entity_code"]))
