"""What came out: published figures, restatements, how much is usually still to come."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards import queries_quality as queries
from dashboards.components.quality_parts import badge, section
from dashboards.data import Row
from dashboards.tables import Column, Table, exact, named, text
from dashboards.view import View

_SHOWN, _MOST = 60, 20_000
_VERDICTS = {"agrees": "good", "disagrees": "bad"}
_DIGITS = 3


def published(view: View) -> Table:
    """Published claims, what is computed here, and the verdict."""
    t = view.t

    def number(key: str) -> Any:
        return lambda row: claim_value(row[key], row)

    return Table(
        "published",
        t("quality.published"),
        [
            Column(
                t("quality.verdict"),
                lambda row: t(f"verdict.{row['verdict']}"),
                lambda row: badge(
                    t(f"verdict.{row['verdict']}"),
                    _VERDICTS.get(row["verdict"], "amber"),
                ),
                is_text=True,
            ),
            Column(
                t("quality.statement"),
                lambda row: row["statement"],
                lambda row: _statement(view, row),
                is_text=True,
            ),
            text(t("quality.kpi"), lambda row: _kpi(view, row)),
            text(t("quality.entity"), view.entity_name),
            text(t("quality.period"), lambda row: _period(view, row)),
            Column(t("quality.lower"), lambda row: row["lower"], number("lower")),
            Column(t("quality.upper"), lambda row: row["upper"], number("upper")),
            Column(
                t("quality.computed"),
                lambda row: row["computed_value"],
                lambda row: html.Strong(claim_value(row["computed_value"], row)),
            ),
            Column(
                t("quality.distance"),
                lambda row: row["distance"],
                lambda row: _distance(view, row),
            ),
        ],
        queries.published_figures(view.reader, view.scope),
        is_of_period=False,
    )


def claim_value(value: float | None, row: Row) -> str:
    """A claim's value with all the digits that decide whether it agrees."""
    if row["aspect"] == "yoy":
        return formats.signed_percent(value, _DIGITS)
    return formats.exact(value, row["unit"] or "", _DIGITS)


def _distance(view: View, row: Row) -> str:
    if row["distance"] == 0:
        return view.t("quality.within")
    return _gap(row["distance"], row)


def _gap(value: float | None, row: Row) -> str:
    """The difference of two values; that of two percentages in points."""
    if value is None:
        return formats.NOTHING
    if row["unit"] == "%" or row.get("aspect") == "yoy":
        return formats.signed_points(100 * value, _DIGITS)
    return ("+" if value > 0 else "") + formats.exact(value, digits=_DIGITS)


def _statement(view: View, row: Row) -> html.Div:
    where = f"{row['document']} · {formats.day(row['published_on'], view.t.language)}"
    notes = [row["note"], where] if row["note"] else [where]
    return html.Div(
        [row["statement"], *(html.Div(note, className="card-note") for note in notes)],
        className="told",
    )


def restatements(view: View) -> Table:
    """Published values that a later edition gives otherwise."""
    t = view.t

    def number(key: str) -> Any:
        return lambda row: formats.exact(row[key], row["unit"] or "", _DIGITS)

    rows = queries.restatements(view.reader, view.scope, _MOST)
    found = rows[0]["found"] if rows else 0
    cut = t("quality.cut", shown=formats.exact(_MOST), found=formats.exact(found))
    return Table(
        "restatements",
        t("quality.restated"),
        [
            text(t("quality.kpi"), lambda row: _kpi(view, row)),
            text(t("quality.entity"), view.entity_name),
            text(t("quality.period"), lambda row: _period(view, row)),
            Column(
                t("quality.before"),
                lambda row: row["value_before"],
                number("value_before"),
            ),
            Column(
                t("quality.after"),
                lambda row: row["value_after"],
                lambda row: html.Strong(number("value_after")(row)),
            ),
            Column(
                t("quality.difference"),
                lambda row: row["difference"],
                lambda row: _gap(row["difference"], row),
            ),
            named(t("quality.cause"), "restated", "reason", t),
            text(t("quality.edition"), "edition_after"),
            Column(
                t("quality.moved_by"),
                lambda row: row["files"],
                lambda row: html.Span(
                    row["files"] or formats.NOTHING, className="told"
                ),
                is_text=True,
            ),
        ],
        rows,
        is_of_period=False,
        remark=cut if found > _MOST else "",
    )


def delay(view: View) -> Table:
    """What share of the records is usually there for the youngest week and month."""
    t = view.t

    def part(grain: str) -> Column:
        return Column(
            t(f"quality.delay_{grain}"),
            lambda row: row[f"{grain}_share"],
            lambda row: _share(view, row, grain),
            is_text=True,
        )

    return Table(
        "delay",
        t("quality.delay"),
        [
            named(t("quality.source"), "source", "extract", t),
            named(t("quality.date"), "date", "date_column", t),
            exact(t("quality.age"), "age_days"),
            part("week"),
            exact(t("quality.weeks"), "weeks"),
            part("month"),
            exact(t("quality.months"), "months"),
        ],
        queries.reporting_delay(view.reader, view.scope),
        is_of_period=False,
    )


def _share(view: View, row: Row, grain: str) -> Any:
    if row[f"{grain}_share"] is None:
        return html.Span(view.t("quality.too_few"), className="card-note")
    low, high = (
        formats.percent(row[f"{grain}_low"]),
        formats.percent(row[f"{grain}_high"]),
    )
    return [
        html.Strong(formats.percent(row[f"{grain}_share"])),
        html.Span(f"  {low} – {high}", className="card-note"),
    ]


def _kpi(view: View, row: Row) -> str:
    name = view.t.pick(row["kpi_zh"] or row["kpi_code"], row["kpi_en"])
    if row.get("aspect") == "yoy":
        return f"{name} · {view.t('compare.yoy')}"
    return name


def _period(view: View, row: Row) -> str:
    if row["label_zh"]:
        return view.t.pick(row["label_zh"], row["label_en"])
    return f"{row['period_start']} – {row['period_end']}"


def figure_cards(view: View) -> list[html.Section]:
    """The cards of these tables."""
    t = view.t
    restated = restatements(view)
    count = restated.rows[0]["found"] if restated.rows else 0
    cut = t("quality.cut", shown=_SHOWN, found=formats.exact(count))
    return [
        section(
            view,
            published(view),
            note=t("quality.published_note"),
            nothing="no_claims",
            footer=t("quality.published_foot"),
        ),
        section(
            view,
            restated,
            note=t("quality.restated_note"),
            nothing="no_restatements",
            footer=cut if count > _SHOWN else None,
            most=_SHOWN,
        ),
        section(
            view,
            delay(view),
            note=t("quality.delay_note"),
            nothing="no_delay",
            footer=t("quality.delay_foot"),
        ),
    ]
