"""What came out: published figures, restatements, how much is usually still to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from dashboards import formats
from dashboards import queries_quality as queries
from dashboards.components.quality_parts import plain_section
from dashboards.data import Row
from dashboards.tables import (
    PERCENT,
    PERCENT_DECIMALS,
    Column,
    Table,
    day,
    exact,
    named,
    text,
    unit_words,
)
from dashboards.view import View

_SHOWN, _MOST = 60, 20_000
_MARKS = {"agrees": "✓", "disagrees": "✗", "not_comparable": "○", "not_computable": "○"}
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
                lambda row: t.name("verdict", row["verdict"]),
                lambda row: (
                    f"{_MARKS[row['verdict']]} {t.name('verdict', row['verdict'])}"
                ),
                is_text=True,
            ),
            text(t("quality.statement"), "statement"),
            text(t("quality.kpi"), lambda row: _kpi(view, row)),
            text(t("quality.entity"), view.entity_name),
            text(t("quality.period"), lambda row: _period(view, row)),
            Column(t("quality.lower"), _raw("lower"), number("lower")),
            Column(t("quality.upper"), _raw("upper"), number("upper")),
            Column(
                t("quality.computed"), _raw("computed_value"), number("computed_value")
            ),
            Column(
                t("quality.distance"),
                _raw("distance"),
                lambda row: _distance(view, row),
            ),
            _unit(view),
            text(t("quality.note"), "note"),
            text(t("quality.document"), "document"),
            day(t("quality.published_on"), "published_on", t),
        ],
        queries.published_figures(view.reader, view.scope),
        is_of_period=False,
    )


def _is_percentage(row: Row) -> bool:
    return row["unit"] == PERCENT or row.get("aspect") == "yoy"


def _raw(key: str) -> Callable[[Row], Any]:
    """The value in the unit of its row (`_unit`); differences of percentages in points."""

    def raw(row: Row) -> Any:
        value = row[key]
        is_scaled = value is not None and _is_percentage(row)
        return round(100 * value, PERCENT_DECIMALS) if is_scaled else value

    return raw


def _unit(view: View) -> Column:
    """The unit of a row whose figures are of one KPI, for exports."""

    def unit(row: Row) -> str:
        return PERCENT if _is_percentage(row) else unit_words(row["unit"] or "", view.t)

    return Column(view.t("quality.unit"), unit, unit, is_text=True, is_shown=False)


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
    if _is_percentage(row):
        return formats.signed_points(100 * value, _DIGITS)
    return ("+" if value > 0 else "") + formats.exact(value, digits=_DIGITS)


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
                _raw("value_before"),
                number("value_before"),
            ),
            Column(
                t("quality.after"),
                _raw("value_after"),
                number("value_after"),
            ),
            Column(
                t("quality.difference"),
                _raw("difference"),
                lambda row: _gap(row["difference"], row),
            ),
            _unit(view),
            named(t("quality.cause"), "restated", "reason", t),
            text(t("quality.edition"), "edition_after"),
            text(t("quality.moved_by"), "files"),
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
            unit=PERCENT,
        )

    return Table(
        "delay",
        t("quality.delay"),
        [
            named(t("quality.source"), "source", "extract", t),
            named(t("quality.date"), "field", "date_column", t),
            exact(t("quality.age"), "age_days"),
            part("week"),
            exact(t("quality.weeks"), "weeks"),
            part("month"),
            exact(t("quality.months"), "months"),
        ],
        queries.reporting_delay(view.reader, view.scope),
        is_of_period=False,
    )


def _share(view: View, row: Row, grain: str) -> str:
    if row[f"{grain}_share"] is None:
        return view.t("quality.too_few")
    middle, low, high = (
        formats.percent(row[f"{grain}_{part}"]) for part in ("share", "low", "high")
    )
    return f"{middle} ({low} – {high})"


def _kpi(view: View, row: Row) -> str:
    name = view.t.pick(row["kpi_zh"] or row["kpi_code"], row["kpi_en"])
    if row.get("aspect") == "yoy":
        return f"{name} · {view.t('compare.yoy')}"
    return name


def _period(view: View, row: Row) -> str:
    if row["label_zh"]:
        return view.t.pick(row["label_zh"], row["label_en"])
    return f"{row['period_start']} – {row['period_end']}"


def _restated(view: View, table: Table) -> str:
    """How many values moved with their data, how many with their definition."""
    t = view.t
    words = [
        t(f"quality.restated_{row['reason']}", count=formats.exact(row["restated"]))
        for row in queries.restated_by_reason(view.reader, view.scope)
    ]
    found = table.rows[0]["found"]
    if found > _SHOWN:
        cut = t("quality.cut", shown=_SHOWN, found=formats.exact(found))
        words.append(cut)
    return " · ".join(words)


def figure_cards(view: View) -> list[html.Section]:
    """The cards of these tables."""
    t = view.t
    restated = restatements(view)
    return [
        plain_section(
            view,
            published(view),
            note=t("quality.published_note"),
            nothing="no_claims",
            footer=t("quality.published_foot"),
        ),
        plain_section(
            view,
            restated,
            note=t("quality.restated_note"),
            nothing="no_restatements",
            footer=_restated(view, restated) if restated.rows else None,
            most=_SHOWN,
        ),
        plain_section(
            view,
            delay(view),
            note=t("quality.delay_note"),
            nothing="no_delay",
            footer=t("quality.delay_foot"),
        ),
    ]
