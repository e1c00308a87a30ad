"""KPIs of counties, or of a chosen county's police stations, as a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.blocks import change
from dashboards.components.ranks import entity_link
from dashboards.data import Row
from dashboards.names import short_name
from dashboards.tables import Column, Table, change_unit
from dashboards.view import View


def place_table(
    view: View, title: str, codes: Sequence[str], compared: Collection[str]
) -> Table:
    """The whole first, then its parts by the first KPI; `compared` also show changes.

    A county without figures by station is shown among all counties.
    """
    t = view.t
    rows = _stations(view, codes[0]) if view.county else []
    is_by_station = bool(rows)
    rows = rows or view.kpis_of("county", codes[0])
    rows = sorted(rows, key=lambda row: (-(row["value"] or 0), row["entity_code"]))
    whole = view.entity if is_by_station else queries.CITY
    entities = [whole, *((row["entity_type"], row["entity_code"]) for row in rows)]
    held = {
        (kind, code): {
            each: row for each in codes if (row := view.kpi(each, (kind, code)))
        }
        for kind, code in entities
    }
    lines = [
        {"is_whole": entity == whole, **found}
        for entity, found in held.items()
        if found
    ]
    place = t("places.station" if is_by_station else "places.county")
    columns = [
        Column(
            place,
            lambda line: _name(view, line),
            lambda line: _link(view, line),
            is_text=True,
        )
    ]
    for code in codes:
        if any(code in line for line in lines):
            columns += _columns(view, code, code in compared)
    of = t("county.all") if whole == queries.CITY else ""
    return Table("places", title, columns, lines, tuple(codes), place=of)


def _stations(view: View, code: str) -> list[Row]:
    return [
        row
        for row in view.kpis_of("station", code)
        if row["parent_code"] == view.entity[1]
    ]


def _any_row(line: Row) -> Row:
    row: Row = next(value for value in line.values() if isinstance(value, dict))
    return row


def _name(view: View, line: Row) -> str:
    row = _any_row(line)
    if row["entity_type"] == "city":
        return view.t("county.all")
    name = short_name(view.entity_name(row))
    if row["entity_type"] == "station" and view.county:
        # All of them are in the chosen county: its name need not lead each.
        full = view.county["name_zh"]
        return name.removeprefix(full).removeprefix(short_name(full)) or name
    return name


def _link(view: View, line: Row) -> Any:
    row, name = _any_row(line), _name(view, line)
    if line["is_whole"]:
        return html.Strong(name)
    link = entity_link(view, row)
    return dcc.Link(name, href=link) if link else name


def _columns(view: View, code: str, is_compared: bool) -> list[Column]:
    t, compared = view.t, view.comparison
    kpi = queries.catalogue(view.reader)[code]
    unit = kpi["unit"]
    name = heading = t.pick(kpi["name_zh"], kpi["name_en"])
    if t.language == "zh" and unit != "%":
        heading = f"{heading}（{unit}）"

    def found(key: str) -> Callable[[Row], Any]:
        return lambda line: line[code][key] if code in line else None

    def show(line: Row) -> Any:
        said = formats.kpi_figure(found("value")(line), unit, t.language)
        return html.Strong(said) if line["is_whole"] else said

    def show_change(line: Row) -> Any:
        return change(line[code], compared, t) if code in line else formats.NOTHING

    columns = [Column(heading, found("value"), show, unit=unit)]
    if is_compared:
        suffix = "_change_pp" if unit == "%" else "_change"
        raw = found(compared + suffix)
        label, moves = t(f"compare.{compared}"), change_unit(unit)
        columns.append(Column(label, raw, show_change, unit=moves, of=name))
    return columns
