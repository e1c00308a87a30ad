"""One published figure, found by what people call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import duckdb

from warehouse.spans import GRAINS, Span, read_span

Row = dict[str, Any]
_SUGGESTIONS = 5


class FigureError(LookupError):
    """There is no such figure; the message says what there is."""


@dataclass(frozen=True)
class Figure:
    """A row of kpi.kpi_values with its KPI, its entity and its period's names."""

    kpi: Row
    entity: Row
    period: Row
    values: Row


def find_figure(
    connection: duckdb.DuckDBPyConnection, kpi: str, entity: str, period: str
) -> Figure:
    """The figure of a KPI, entity and period, each by code or name.

    Raises:
        FigureError: if one of them does not exist, or not together.
        SpanError: if the period cannot be read.
    """
    span = read_span(period)
    chosen_kpi = _choose(
        rows(connection, "select * from kpi.kpi_catalogue order by kpi_code"),
        kpi,
        ("kpi_code", "name_zh", "name_en"),
        "没有指标 (no such KPI)",
    )
    chosen_entity = _choose(
        rows(connection, "select * from core.dim_entity order by all"),
        entity,
        ("entity_code", "name_zh", "name_en"),
        "没有单位或地区 (no such entity)",
    )
    found = _values(connection, chosen_kpi, chosen_entity, span)
    if not found:
        raise FigureError(
            _why_absent(connection, chosen_kpi, chosen_entity, span, period)
        )
    values = min(found, key=lambda row: span.grains.index(row["grain"]))
    (names,) = rows(
        connection,
        "select label_zh, label_en from core.dim_period"
        " where grain = ? and period_start = ? and period_end = ?",
        [values["grain"], span.start, span.end],
    )
    return Figure(chosen_kpi, chosen_entity, names, values)


def rows(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: list[Any] | dict[str, Any] | None = None,
) -> list[Row]:
    """Rows of a query by column name."""
    found = connection.execute(sql, parameters or []).to_arrow_table()
    return list(found.to_pylist())


def _choose(
    candidates: list[Row], text: str, columns: tuple[str, ...], complaint: str
) -> Row:
    wanted = text.strip().casefold()
    for row in candidates:
        if wanted in {str(row[c]).casefold() for c in columns if row[c]}:
            return row
    raise FigureError(f"{complaint}: {text}{_similar(candidates, wanted, columns)}")


def _similar(candidates: list[Row], wanted: str, columns: tuple[str, ...]) -> str:
    """Those that contain the text, then those that are spelt like it."""
    by_name = {
        str(row[column]).casefold(): row
        for column in columns
        for row in candidates
        if row[column]
    }
    names = [name for name in by_name if wanted and wanted in name]
    names += get_close_matches(wanted, list(by_name), n=_SUGGESTIONS, cutoff=0.5)
    code, name_zh = columns[0], columns[1]
    told = dict.fromkeys(f"{by_name[n][code]} {by_name[n][name_zh]}" for n in names)
    if not told:
        return ""
    return f"；相近的有 (close ones): {'、'.join(list(told)[:_SUGGESTIONS])}"


def _values(
    connection: duckdb.DuckDBPyConnection, kpi: Row, entity: Row, span: Span
) -> list[Row]:
    found = rows(
        connection,
        "select * from kpi.kpi_values where kpi_code = ? and entity_type = ?"
        " and entity_code = ? and period_start = ? and period_end = ?",
        [
            kpi["kpi_code"],
            entity["entity_type"],
            entity["entity_code"],
            span.start,
            span.end,
        ],
    )
    return [row for row in found if row["grain"] in span.grains]


def _why_absent(
    connection: duckdb.DuckDBPyConnection,
    kpi: Row,
    entity: Row,
    span: Span,
    text: str,
) -> str:
    title = f"{kpi['name_zh']} ({kpi['kpi_code']})"
    types = [part.strip() for part in kpi["entity_types"].split(";")]
    if entity["entity_type"] not in types:
        return (
            f"{title} 不按 {entity['entity_type']} 统计，{entity['name_zh']} 没有这一指标；"
            f"统计范围 (it is computed for): {'、'.join(types)}"
        )
    existing = rows(
        connection,
        "select grain, min(period_start) as first_start, max(period_end) as last_end,"
        " max(covered_through) as covered_through from kpi.kpi_values"
        " where kpi_code = ? and entity_type = ? and entity_code = ? group by grain",
        [kpi["kpi_code"], entity["entity_type"], entity["entity_code"]],
    )
    if not existing:
        return f"{title} 的数据尚未投递：{kpi['sources']} (its sources are missing)"
    return (
        f"{title} 没有周期 {text}，即 {span.start} 至 {span.end} (no such period)；"
        f"现有 (there are): {_told(existing, span.grains)}"
    )


def _told(existing: Iterable[Row], grains: tuple[str, ...]) -> str:
    by_grain = {row["grain"]: row for row in existing}
    known = by_grain.keys() & set(grains)  # else any grain is better than none
    told = [
        f"{grain} {row['first_start']} 至 {row['last_end']}"
        for grain in dict.fromkeys((*grains, *GRAINS))
        if (row := by_grain.get(grain)) and (grain in grains or not known)
    ]
    through = max(row["covered_through"] for row in by_grain.values())
    return f"{'；'.join(told)}；数据截至 (data through) {through}"
