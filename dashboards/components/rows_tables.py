"""The rows behind a figure, and the deliveries that they came from, as tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dashboards import formats
from dashboards import queries_quality as queries
from dashboards.components.rows_figure import (
    PARTS,
    behind,
    chosen_figure,
    chosen_kpi,
    name_of,
)
from dashboards.data import Behind, Row
from dashboards.tables import Column, Table, exact, moment, text
from dashboards.view import View

SHOWN, MOST = 50, 20_000
# What every row says of itself stands around the record's own columns.
_LEADING = ("event_on", "known_on", "adds", "item", "level_of")
_TRAILING = ("file", "row_number_in_file", "delivery_id")
_ASIDE = ("part", "measure", "fact", "received_at")
_DIGITS = 4
_KEY = 10  # characters of a pseudonym or key that a page shows


def part_table(view: View, kpi: Row, row: Row, one: Behind) -> Table:
    """The rows of the numerator or the denominator, by date."""
    t, part = view.t, one.proof.part
    names = queries.names(view.reader, view.scope)
    columns = [_column(view, name, names) for name in _told(one.rows)]
    found = formats.exact(one.proof.rows)
    cut = t("rows.cut", shown=formats.exact(len(one.rows)), found=found)
    remarks = [name_of(view, kpi, row), *_span(row)]
    if has_pseudonyms(one.rows):
        remarks.append(t("rows.masked"))
    if one.proof.rows > len(one.rows):
        remarks.append(cut)
    return Table(
        part,
        f"{name_of(view, kpi, row)} · {t(f'rows.{part}')}",
        columns,
        one.rows,
        kpis=[kpi["kpi_code"]],
        is_of_period=False,
        remark="；".join(remarks) if t.language == "zh" else "; ".join(remarks),
    )


def deliveries(view: View) -> Table:
    """The deliveries of both parts."""
    kpi, row, found = traced(view, SHOWN)
    return deliveries_table(view, kpi, row, found)


def deliveries_table(
    view: View, kpi: Row | None, row: Row | None, found: dict[str, Behind]
) -> Table:
    """Which files the rows of each part came from, and how many from each."""
    t = view.t
    rows = [
        {**delivery, "part": t(f"rows.{part}")}
        for part, one in found.items()
        for delivery in one.deliveries
    ]
    return Table(
        "deliveries",
        t("rows.deliveries"),
        [
            text(t("rows.part"), "part"),
            text(t("field.file"), "file"),
            exact(t("rows.delivered"), "rows"),
            moment(t("field.received_at"), "received_at"),
            _column(view, "delivery_id", {}),
        ],
        rows,
        is_of_period=False,
        remark=name_of(view, kpi, row) if kpi and row else "",
    )


def traced(
    view: View, most: int, parts: tuple[str, ...] = PARTS
) -> tuple[Row | None, Row | None, dict[str, Behind]]:
    """The KPI and figure that the address asks for, and what is behind its parts."""
    kpi = chosen_kpi(view)
    row = chosen_figure(view, kpi) if kpi else None
    if kpi is None or row is None:
        return kpi, None, {}
    found = {part: behind(view, kpi, row, part, most) for part in parts}
    return kpi, row, {part: one for part, one in found.items() if one is not None}


def exported(part: str) -> Any:
    """The table of a part as exports hold it."""

    def table(view: View) -> Table:
        kpi, row, found = traced(view, MOST, (part,))
        if kpi is None or row is None or part not in found:
            return Table(part, view.t(f"rows.{part}"), [], [], is_of_period=False)
        return part_table(view, kpi, row, found[part])

    return table


def has_pseudonyms(rows: list[Row]) -> bool:
    """Whether the records are of people, whose values are pseudonyms."""
    return any(name.endswith("_pseudonym") for row in rows[:1] for name in row)


def _told(rows: list[Row]) -> list[str]:
    """The columns in which some row has a value."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    if all(row["known_on"] == row["event_on"] for row in rows):
        filled.discard("known_on")
    own = rows[0].keys() if rows else ()
    others = (*_LEADING, *_TRAILING, *_ASIDE)
    names = [*_LEADING, *(name for name in own if name not in others), *_TRAILING]
    return [name for name in names if name in filled]


def _column(view: View, name: str, names: dict[str, Row]) -> Column:
    label = view.t.name("field", name)
    if name == "adds":
        return exact(label, lambda row: float(row["adds"]))

    def show(row: Row) -> str:
        return _words(view, name, row[name], names)

    is_text = name not in ("row_number_in_file", "quantity") and "amount" not in name
    unit = "元" if "amount" in name else ""
    return Column(label, lambda row: row[name], show, is_text, unit)


def _words(view: View, column: str, value: Any, names: dict[str, Row]) -> str:
    if value is None:
        return formats.NOTHING
    if column.endswith("_pseudonym") or column in ("item", "delivery_id"):
        return value if len(value) <= _KEY else f"{value[:_KEY]}…"
    if (column.endswith("_code") or column == "level_of") and value in names:
        return view.name(names[value])
    if isinstance(value, bool):
        return view.t("rows.yes" if value else "rows.no")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return formats.exact(float(value), digits=_DIGITS)


def _span(row: Row) -> list[str]:
    return [f"{row['period_start']} – {row['covered_through']}"]


def command(kpi: Row, row: Row) -> str:
    """The command that gives all rows."""
    span = f"{row['period_start']}..{row['period_end']}"
    return f"fanzha trace {kpi['kpi_code']} {row['entity_code']} {span} --format csv"
