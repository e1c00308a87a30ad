"""Member units: what they publicise, and how many of their employees are defrauded."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.blocks import change
from dashboards.components.choices import select
from dashboards.components.ranks import entity_link, rank
from dashboards.data import Row
from dashboards.queries import Entity
from dashboards.tables import PERCENT, Column, Table, count, share, text
from dashboards.view import View

_ALL_UNITS = ("all_units", "all_units")
_VICTIMS = "employee_victims"
_NAMED = 3
_KPIS = (
    _VICTIMS,
    "employee_victims_per_1k",
    "employee_loss",
    "publicity_events",
    "publicity_audience",
    "app_registration_rate",
)


def units(view: View) -> Entity:
    """The chosen sector, or all member units."""
    sector = _sector(view)
    return ("sector", sector) if sector else _ALL_UNITS


def whole_city(view: View) -> str:
    """What is said where a chosen county does not apply: units are of the whole city."""
    return view.t("publicity.whole_city") if view.county else ""


def sector_choice(view: View) -> Any:
    """The list of sectors to choose from."""
    options = [("", view.t("publicity.all_sectors")), *_sectors(view).items()]
    shown = _sector(view) or ""
    return select("sector", shown, options, view.t("publicity.sector"), width=140)


def employee_rank(view: View, *, span: int = 6) -> html.Section:
    """Units with most employees defrauded, of the chosen sector."""
    sector = _sector(view)
    return rank(
        view,
        "unit",
        _VICTIMS,
        span=span,
        keep=lambda row: bool(row["value"]) and sector in (None, row["parent_code"]),
        most=10,
        scope=whole_city(view),
    )


def employee_clause(view: View) -> list[Any]:
    """成员单位员工被骗 38 起，最多的是 …; nothing before units were known."""
    t, row = view.t, view.kpi(_VICTIMS, units(view))
    if row is None or row["value"] is None:
        return []
    if not row["value"]:
        return [t("publicity.employee_none", whole=view.entity_name(row))]
    said: list[Any] = [
        t("publicity.employees", whole=view.entity_name(row)),
        html.Strong(t("publicity.employees_count", count=formats.whole(row["value"]))),
    ]
    most = [unit for unit in _units(view) if unit["value"]][:_NAMED]
    if most:
        separator = "、" if t.language == "zh" else ", "
        named = [f"{view.entity_name(u)} {formats.whole(u['value'])}" for u in most]
        said.append(t("publicity.employees_most", members=separator.join(named)))
    return said


def unit_table(view: View) -> Table:
    """Units of the chosen sector, most employees defrauded first."""
    t, compared, sectors = view.t, view.comparison, _sectors(view)
    whole = view.kpi(_VICTIMS, units(view))
    lines = []
    for unit in _units(view):
        entity = (unit["entity_type"], unit["entity_code"])
        held = {code: view.kpi(code, entity) for code in _KPIS}
        lines.append({**unit, **{code: row for code, row in held.items() if row}})

    def found(code: str, key: str = "value") -> Any:
        return lambda line: line[code][key] if code in line else None

    def unit_of(code: str) -> str:
        return queries.kpi_unit(view.reader, code)

    def heading(code: str) -> str:
        name = queries.kpi_name(view.reader, code, t)
        is_bare = t.language == "en" or unit_of(code) in ("", PERCENT)
        return name if is_bare else f"{name}（{unit_of(code)}）"

    def name(line: Row) -> Any:
        return dcc.Link(view.entity_name(line), href=entity_link(view, line))

    changed = Column(
        t(f"compare.{compared}"),
        found(_VICTIMS, f"{compared}_change"),
        lambda line: change(line[_VICTIMS], compared, t),
        unit=PERCENT,
        of=queries.kpi_name(view.reader, _VICTIMS, t),
    )
    return Table(
        "units",
        t("publicity.units"),
        [
            Column(t("publicity.unit"), view.entity_name, name, is_text=True),
            text(
                t("publicity.sector"),
                lambda line: sectors.get(line["parent_code"], line["parent_code"]),
            ),
            count(heading(_KPIS[0]), found(_KPIS[0]), t, unit=unit_of(_KPIS[0])),
            changed,
            count(heading(_KPIS[1]), found(_KPIS[1]), t, 2, unit=unit_of(_KPIS[1])),
            count(heading(_KPIS[2]), found(_KPIS[2]), t, unit=unit_of(_KPIS[2])),
            count(heading(_KPIS[3]), found(_KPIS[3]), t, unit=unit_of(_KPIS[3])),
            count(heading(_KPIS[4]), found(_KPIS[4]), t, unit=unit_of(_KPIS[4])),
            share(heading(_KPIS[5]), found(_KPIS[5])),
        ],
        lines,
        _KPIS,
        place=view.entity_name(whole) if whole else "",
    )


def _units(view: View) -> list[Row]:
    sector = _sector(view)
    rows = [
        row
        for row in view.kpis_of("unit", _VICTIMS)
        if sector in (None, row["parent_code"])
    ]
    return sorted(rows, key=lambda row: (-(row["value"] or 0), row["entity_code"]))


def _sectors(view: View) -> dict[str, str]:
    """Names of the sectors by code, in the order of their codes."""
    rows = view.kpis_of("sector", _VICTIMS)
    return {
        row["entity_code"]: view.entity_name(row)
        for row in sorted(rows, key=lambda row: str(row["entity_code"]))
    }


def _sector(view: View) -> str | None:
    return view.state.sector if view.state.sector in _sectors(view) else None
