"""Cases by month and type of fraud; of a chosen type, by month and year."""

from __future__ import annotations

from datetime import date

from dash import html

from dashboards import formats, queries
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.types import chosen_type, type_rows
from dashboards.data import Row
from dashboards.figures.heatmap import Line, heatmap
from dashboards.names import in_lines, short_type
from dashboards.view import View

_EVER = date(2000, 1, 1)


def heat_card(view: View, *, span: int = 6) -> html.Section:
    """Months by type; of a chosen type, months by year."""
    t, chosen = view.t, chosen_type(view)
    title, note = t("cases.heat"), t("cases.heat_note")
    if chosen:
        title = t("cases.heat_type", type=short_type(view.name(chosen)))
        note = t("cases.heat_note_type")
    first, last = view.months_span
    cells = queries.monthly_breakdown(
        view.reader,
        view.scope,
        view.entity,
        "cases_filed",
        "fraud_type",
        (_EVER if chosen else first, last),
    )
    made = _years(view, cells, chosen) if chosen else _types(view, cells)
    if not made[0]:
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    figure = heatmap(
        lines=made[0],
        columns=made[1],
        palette=view.palette,
        row_height=72 if chosen else 40,
    )
    is_partial = any(cell["is_partial"] for cell in cells)
    return card(
        title,
        graph(figure, "type-months"),
        note=note,
        info=about(view, "cases_filed"),
        footer=t("cases.heat_partial") if is_partial else None,
        span=span,
    )


def _types(view: View, cells: list[Row]) -> tuple[list[Line], list[str]]:
    months = sorted({cell["period_start"] for cell in cells})
    held = {(cell["member"], cell["period_start"]): cell["value"] for cell in cells}
    labels = [_column(month, months) for month in months]
    lines = []
    for row in type_rows(view):
        name = short_type(view.name(row))
        numbers = [held.get((row["member"], month)) for month in months]
        said = [
            _cell(view, _month(view, month), name, number)
            for month, number in zip(months, numbers, strict=True)
        ]
        links = [
            view.month_link(month, type=row["fraud_type_code"]) for month in months
        ]
        lines.append(Line(in_lines(name), numbers, said, links))
    return (lines, labels) if months else ([], [])


def _years(view: View, cells: list[Row], chosen: Row) -> tuple[list[Line], list[str]]:
    mine = [cell for cell in cells if cell["member"] == chosen["fraud_type_code"]]
    held = {cell["period_start"]: cell["value"] for cell in mine}
    years = sorted({month.year for month in held}, reverse=True)
    name = short_type(view.name(chosen))
    lines = []
    for year in years:
        months = [date(year, number, 1) for number in range(1, 13)]
        numbers = [held.get(month) for month in months]
        said = [
            _cell(view, _month(view, month), name, number)
            for month, number in zip(months, numbers, strict=True)
        ]
        links = [view.month_link(month) for month in months]
        lines.append(Line(str(year), numbers, said, links))
    labels = [str(number) for number in range(1, 13)]
    return lines, labels


def _column(month: date, months: list[date]) -> str:
    """A month's number, which also twelve narrow columns have room for."""
    is_first = month == months[0] or month.month == 1
    return f"{month.month}<br>{month.year if is_first else ' '}"


def _cell(view: View, month: str, name: str, number: float | None) -> str:
    cases = formats.number(number, view.t.language)
    return view.t("cases.heat_cell", month=month, name=name, cases=cases)


def _month_name(view: View, month: date) -> str:
    return f"{month.month}月" if view.t.language == "zh" else month.strftime("%b")


def _month(view: View, month: date) -> str:
    name = _month_name(view, month)
    return (
        f"{month.year}年{name}" if view.t.language == "zh" else f"{name} {month.year}"
    )
