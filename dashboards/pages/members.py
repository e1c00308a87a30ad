"""成员单位: banks, operators and bureaus, each by what it answers for."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.attributes import labelled
from dashboards.components.choices import segments
from dashboards.components.funnel_cards import funnel_card, rank_card
from dashboards.components.kpi_card import kpi_card
from dashboards.components.page_head import page_head
from dashboards.components.panel_trend import panel_trend
from dashboards.components.points import points, statement
from dashboards.components.ranks import rank
from dashboards.components.red_line import red_line_card
from dashboards.components.sectors import SECTORS, Sector, chosen_sector, chosen_unit
from dashboards.components.sectors import members as members_table
from dashboards.components.standing import amount, beyond, limits
from dashboards.components.table import table_card
from dashboards.components.unit_detail import unit_detail
from dashboards.data import Row
from dashboards.figures.funnel import Line
from dashboards.queries_limits import entity
from dashboards.view import View


def look(view: View) -> View:
    """All of the chosen sector."""
    sector = chosen_sector(view)
    whole = entity(view.reader, view.scope, "sector", sector.code)
    return view.on(whole) if whole else view


def subject(view: View) -> str:
    """The chosen unit, or else the sector."""
    unit = chosen_unit(view)
    return view.name(unit) if unit else view.place


def layout(view: View) -> list[Any]:
    """The whole page: one sector, and one of its units where the address names it."""
    t = view.t
    sector, unit = chosen_sector(view), chosen_unit(view)
    rows = [row for row in limits(view, "unit") if row["kpi_code"] == sector.rate]
    rows = [row for row in rows if row["parent_code"] == sector.code]
    tabs = segments(
        "sector",
        sector.code,
        [(code, t(f"sector.{code}")) for code in SECTORS],
        t("members.sector"),
    )
    parts: list[Any] = [
        page_head(view, _title(view, unit), filters=[tabs], by_county=False),
        points(view, _clauses(view, sector, rows, unit)),
    ]
    if unit is not None:
        parts.append(unit_detail(view, unit, sector))
    else:
        cards = [
            made for code in sector.kpis if (made := kpi_card(view, code)) is not None
        ]
        parts.append(html.Section(cards, className="kpis", **labelled(view.place)))
    return [*parts, _comparison(view, sector, rows, unit), _table(view)]


def _title(view: View, unit: Row | None) -> str:
    if unit is None:
        return view.t("members.title")
    return view.t("members.title_unit", unit=view.name(unit))


def _clauses(
    view: View, sector: Sector, rows: list[Row], unit: Row | None
) -> list[list[Any]]:
    """What happened in the sector, or in the chosen unit, and whether it stands out."""
    codes: tuple[str, ...] = sector.trend
    if unit is not None:
        view = view.on(unit)
        codes = (*sector.trend, sector.rate)
        rows = [row for row in rows if row["entity_code"] == unit["entity_code"]]
    return [*(statement(view, code) for code in codes), beyond(view, rows)]


def _comparison(
    here: View, sector: Sector, rows: list[Row], unit: Row | None
) -> html.Div:
    """The units beside each other."""
    t = here.t
    chosen = unit["entity_code"] if unit else None
    note = t("members.ranks_note", entities=rows[0]["entities"]) if rows else ""
    first: list[Any] = [
        red_line_card(here, sector.rate, rows, sector.code),
        rank_card(here, rows, chosen=chosen, note=note, span=6),
        funnel_card(here, rows, name="unit", chosen=chosen, part=_level(here, sector)),
        panel_trend(here, sector.trend, "sector-trend", span=5),
    ]
    bars = [
        rank(
            here,
            "unit",
            code,
            keep=lambda row: row["parent_code"] == sector.code,
            most=20,
        )
        for code in sector.bars
    ]
    return html.Div([*first, *bars], className="grid")


def _level(here: View, sector: Sector) -> Line | None:
    """The sector's own rate: the limits are around that of all units."""
    row = here.kpi(sector.rate)
    if row is None or row["value"] is None:
        return None
    return Line(f"{here.place} {amount(here, row['value'], row['unit'])}", row["value"])


def _table(view: View) -> html.Div:
    table = table_card(view, members_table(view), footer=view.t("members.table_footer"))
    return html.Div(table, className="dense")
