"""The KPI dictionary: every definition in words, with a filter and an anchor."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.about import rows_link
from dashboards.components.attributes import labelled
from dashboards.components.blocks import card
from dashboards.components.table import exports
from dashboards.data import Row
from dashboards.tables import Table, day, named, text
from dashboards.view import View

_NOTES = (
    *("target_note", "target_note_en", "owner"),
    *("known_ambiguities", "known_ambiguities_en"),
)


def dictionary(view: View) -> Table:
    """All KPIs with all that the catalogue says of them."""
    t = view.t
    as_is = ("unit", "scale", *_languages("numerator"), *_languages("denominator"))
    words = _languages("description")
    return Table(
        "dictionary",
        t("dictionary.title"),
        [
            text(t("dictionary.code"), "kpi_code"),
            text(t("dictionary.name_zh"), "name_zh"),
            text(t("dictionary.name_en"), "name_en"),
            named(t("dictionary.kind"), "kind", "kind", t),
            *(text(t(f"dictionary.{key}"), key) for key in (*as_is, *words)),
            named(t("dictionary.better"), "better", "better", t),
            text(
                t("dictionary.date_column"),
                lambda row: t.name("field", row["date_column"] or ""),
            ),
            text(
                t("dictionary.sources"),
                lambda row: _names(view, "source", row, "sources"),
            ),
            text(
                t("dictionary.entity_types"),
                lambda row: _names(view, "entity_type", row, "entity_types"),
            ),
            *(text(t(f"dictionary.{key}"), key) for key in _NOTES),
            day(
                t("dictionary.cutoff"),
                lambda row: queries.cutoff(view.reader, row),
                t,
            ),
        ],
        sorted(
            queries.catalogue(view.reader).values(),
            key=lambda row: (row["sources"], row["kpi_code"]),
        ),
        is_of_period=False,
    )


def _languages(name: str) -> tuple[str, str]:
    return f"{name}_zh", f"{name}_en"


def dictionary_card(view: View) -> html.Section:
    """One line per KPI that opens; #kpi-<code> leads to it."""
    t, table = view.t, dictionary(view)
    find = dmc.TextInput(
        id="dictionary-filter",
        placeholder=t("dictionary.filter"),
        size="xs",
        w=220,
        **labelled(t("dictionary.filter")),
    )
    none = html.Div(
        t("dictionary.none"), className="card-note", id="dictionary-none", hidden=True
    )
    entries = html.Div(
        [_entry(view, row) for row in table.rows], className="dictionary"
    )
    return card(
        table.title,
        [entries, none],
        note=t("dictionary.note", count=len(table.rows)),
        extra=[find, exports(view, table.name)],
        anchor=table.name,
    )


def _entry(view: View, row: Row) -> html.Details:
    t = view.t
    other = row["name_zh"] if t.language == "en" else row["name_en"]
    head = [
        html.Strong(view.name(row)),
        html.Span(other, className="card-note"),
        html.Code(row["kpi_code"]),
    ]
    rows = dcc.Link(
        t("about.rows"),
        href=rows_link(view, row["kpi_code"]),
        className="about-link",
    )
    return html.Details(
        [html.Summary(head), facts(view, row), rows], id=f"kpi-{row['kpi_code']}"
    )


def facts(view: View, row: Row) -> dmc.Table:
    """All that the catalogue says of a KPI, drawn as one component."""
    t = view.t
    kind = f"{t.name('kind', row['kind'])} · {row['unit']}"
    if row["scale"] != 1:
        kind += f" · × {formats.exact(row['scale'])}"
    texts = {
        "numerator": t.pick(row["numerator_zh"], row["numerator_en"]),
        "denominator": t.pick(row["denominator_zh"], row["denominator_en"]),
        "kind": kind,
        "better": t.name("better", row["better"]),
        "target_note": t.pick(row["target_note"], row["target_note_en"]),
        "date_column": t.name("field", row["date_column"] or ""),
        "sources": _names(view, "source", row, "sources"),
        "cutoff": formats.day(queries.cutoff(view.reader, row), t.language),
        "entity_types": _names(view, "entity_type", row, "entity_types"),
        "owner": row["owner"],
        "known_ambiguities": t.pick(
            row["known_ambiguities"], row["known_ambiguities_en"]
        ),
        "description_zh": row["description_zh"],
        "description_en": row["description_en"],
    }
    lines = [
        [t(f"dictionary.{key}"), words or formats.NOTHING]
        for key, words in texts.items()
    ]
    return dmc.Table(data={"body": lines}, unstyled=True, className="facts")


def _names(view: View, group: str, row: Row, key: str) -> str:
    codes = (row[key] or "").split(";")
    return " · ".join(view.t.name(group, code.strip()) for code in codes)
