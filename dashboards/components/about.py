"""ⓘ: what a figure means, what it is compared with, and the way to its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.attributes import labelled
from dashboards.data import Row
from dashboards.state import COMPARISONS, ENTITY_KEYS
from dashboards.view import View


def about(
    view: View, *codes: str, entity: queries.Entity | None = None
) -> html.Details | None:
    """A mark that opens the definitions of KPIs; None if none of them is known.

    With the values of the view's place, or of another entity.
    """
    catalogue = queries.catalogue(view.reader)
    known = [code for code in codes if code in catalogue]
    if not known:
        return None
    view.told.update(dict.fromkeys(known))
    of = entity or view.entity
    parts = [part for code in known for part in _definition(view, catalogue[code], of)]
    edition = html.Div(
        view.t("about.edition", edition=view.reader.edition.id), className="about-foot"
    )
    return html.Details(
        [
            html.Summary("i", **labelled(view.t("about.open"))),
            html.Div([*parts, edition], className="about-panel"),
        ],
        className="about",
    )


def reaches(view: View, *codes: str) -> str:
    """Through when the sources of KPIs reach, said where a period has no values."""
    catalogue = queries.catalogue(view.reader)
    days = [
        day
        for code in codes
        if code in catalogue and (day := queries.cutoff(view.reader, catalogue[code]))
    ]
    if not days:
        return ""
    return view.t("empty.reaches", day=formats.day(min(days), view.t.language))


def _definition(view: View, kpi: Row, entity: queries.Entity) -> list[Any]:
    t, row = view.t, view.kpi(kpi["kpi_code"], entity)
    lines = [(t("about.numerator"), t.pick(kpi["numerator_zh"], kpi["numerator_en"]))]
    if kpi["denominator_measure"]:
        words = t.pick(kpi["denominator_zh"], kpi["denominator_en"])
        lines.append((t("about.denominator"), words))
    cutoff = queries.cutoff(view.reader, kpi)
    lines.append((t("about.cutoff"), formats.day(cutoff, t.language)))
    lines.append((t("about.owner"), kpi["owner"]))
    if kpi["known_ambiguities"]:
        words = t.pick(kpi["known_ambiguities"], kpi["known_ambiguities_en"])
        lines.append((t("about.ambiguities"), words))
    return [
        html.Strong(t.pick(kpi["name_zh"], kpi["name_en"])),
        html.P(t.pick(kpi["description_zh"], kpi["description_en"])),
        *([_pairs(_values(view, row))] if row else []),
        _pairs(lines),
        dcc.Link(
            t("about.rows"),
            href=rows_link(view, kpi["kpi_code"], entity),
            className="about-link",
        ),
    ]


def _pairs(lines: list[tuple[str, str]]) -> html.Dl:
    return html.Dl([part for k, v in lines for part in (html.Dt(k), html.Dd(v))])


def _values(view: View, row: Row) -> list[tuple[str, str]]:
    """The value and those that it is compared with, each with its days and interval."""
    t, period = view.t, view.period

    def said(value: float, first: date, last: date, of: str, bounds: list[str]) -> str:
        figure = formats.kpi_figure(value, row["unit"], t.language)
        text = t("about.value", value=figure, first=first, last=last)
        low, high = bounds
        return text + (t(f"about.{of}_interval", low=low, high=high) if low else "")

    def bound(name: str) -> str:
        """A bound of a change, "" if it has none."""
        points, change = row.get(name.replace("_", "_pp_", 1)), row.get(name)
        if points is not None:
            return formats.signed_points(points, 1)
        return "" if change is None else formats.signed_percent(change)

    lines = []
    if row["value"] is not None:
        ends = [row.get("value_low"), row.get("value_high")]
        bounds = ["" if end is None else formats.percent(end) for end in ends]
        through = period.covered_through
        text = said(row["value"], period.start, through, "value", bounds)
        lines.append((t("legend.this_year"), text))
    for name in COMPARISONS:
        base, first = row[f"{name}_base"], row.get(f"{name}_start")
        if base is not None and first is not None:
            bounds = [bound(f"{name}_low"), bound(f"{name}_high")]
            text = said(base, first, row[f"{name}_end"], "change", bounds)
            lines.append((t(f"base.{name}"), text))
    return lines


def rows_link(view: View, code: str, entity: queries.Entity | None = None) -> str:
    """The address of the rows behind a KPI of an entity, the view's or another."""
    entity_type, entity_code = entity or view.entity
    chosen: dict[str, str | None] = dict.fromkeys(ENTITY_KEYS)
    if entity_type == "all_units":
        chosen["sector"] = entity_code
    elif entity_type in chosen:
        chosen[entity_type] = entity_code
    return view.state.link("/rows", kpi=code, type=None, by=None, **chosen)
