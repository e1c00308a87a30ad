"""ⓘ: what a figure means, how far it reaches, and the way to its rows."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.attributes import labelled
from dashboards.state import ENTITY_KEYS
from dashboards.view import View


def about(view: View, *codes: str) -> html.Details | None:
    """A mark that opens the definitions of KPIs; None if none of them is known."""
    catalogue = queries.catalogue(view.reader)
    known = [code for code in codes if code in catalogue]
    if not known:
        return None
    view.told.update(dict.fromkeys(known))
    parts = [part for code in known for part in _definition(view, catalogue[code])]
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


def _definition(view: View, kpi: dict[str, Any]) -> list[Any]:
    t = view.t
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
        html.Dl([part for k, v in lines for part in (html.Dt(k), html.Dd(v))]),
        dcc.Link(
            t("about.rows"),
            href=rows_link(view, kpi["kpi_code"]),
            className="about-link",
        ),
    ]


def rows_link(view: View, code: str) -> str:
    """The address of the rows behind a KPI of the view's entity and period."""
    entity_type, entity_code = view.entity
    chosen: dict[str, str | None] = dict.fromkeys(ENTITY_KEYS)
    if entity_type == "all_units":
        chosen["sector"] = entity_code
    elif entity_type in chosen:
        chosen[entity_type] = entity_code
    return view.state.link("/rows", kpi=code, type=None, by=None, **chosen)
