"""A table of entities by several KPIs, the whole in its first row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.blocks import change
from dashboards.components.funnel_cards import rank_before
from dashboards.components.ranks import entity_link
from dashboards.components.standing import is_open, limits, rank_words
from dashboards.data import Row
from dashboards.judgement import change_of
from dashboards.names import short_name
from dashboards.tables import Column, Table, change_unit
from dashboards.view import View


def entity_table(
    view: View,
    *,
    name: str,
    label: str,
    places: Sequence[Row],
    whole: Row | None,
    full: Sequence[str],
    brief: Sequence[str],
    bare: Sequence[str] = (),
    is_ranked_before: bool = False,
) -> Table:
    """KPI rows of entities as a table; `whole` is the KPI row of what contains them.

    `full` KPIs have value, base and change, `brief` ones value and change, `bare`
    ones the value; rates with limits of chance have their ranks beside them.
    """
    codes = (*full, *bare, *brief)
    ranked = {
        (row["entity_code"], row["kpi_code"]): row
        for row in (limits(view, places[0]["entity_type"]) if places else [])
    }
    rows: list[Row] = []
    for place in [*([whole] if whole else []), *places]:
        entity = (place["entity_type"], place["entity_code"])
        rows.append(
            {
                "place": place,
                "is_whole": place is whole,
                "kpis": {code: view.kpi(code, entity) for code in codes},
                "ranks": {code: ranked.get((entity[1], code)) for code in codes},
            }
        )
    columns = [_name(view, label)]
    for code in codes:
        values = _values(view, code)
        columns += (
            values if code in full else values[:1] if code in bare else values[::2]
        )
        if any(row["ranks"][code] for row in rows):
            columns += _ranks(view, code, is_ranked_before)
    of = ""
    if whole is not None:
        is_city = whole["entity_type"] == "city"
        name_of = short_name(view.entity_name(whole))
        of = view.t("county.all") if is_city else name_of
    title = view.t(f"places.{name}")
    return Table(name, title, columns, rows if places else [], codes, place=of)


def _name(view: View, label: str) -> Column:
    def called(row: Row) -> str:
        return short_name(view.entity_name(row["place"]))

    def show(row: Row) -> Any:
        link = entity_link(view, row["place"])
        if row["is_whole"] or link is None:
            return html.Strong(called(row))
        state = view.state
        is_chosen = row["place"]["entity_code"] in (state.station, state.unit)
        kind = "chosen" if is_chosen else None
        return dcc.Link(called(row), href=link, className=kind)

    return Column(label, called, show, is_text=True)


def _values(view: View, code: str) -> list[Column]:
    """Value, base and change of a KPI."""
    compared = view.comparison
    label = queries.kpi_name(view.reader, code, view.t)

    def raw(key: str) -> Callable[[Row], Any]:
        return lambda row: row["kpis"][code][key] if row["kpis"][code] else None

    def shown(key: str) -> Callable[[Row], str]:
        def show(row: Row) -> str:
            kpi = row["kpis"][code]
            return short_amount(view, kpi[key], kpi["unit"]) if kpi else formats.NOTHING

        return show

    def moved(row: Row) -> Any:
        kpi = row["kpis"][code]
        return change_of(kpi, compared) if kpi else None

    def show_moved(row: Row) -> Any:
        kpi = row["kpis"][code]
        return change(kpi, compared, view.t) if kpi else formats.NOTHING

    value, base = shown("value"), f"{compared}_base"
    unit = queries.kpi_unit(view.reader, code)
    against, moves = view.t(f"base.{compared}"), view.t(f"compare.{compared}")
    return [
        Column(label, raw("value"), lambda row: html.Strong(value(row)), unit=unit),
        Column(f"{label} {against}", raw(base), shown(base), unit=unit),
        Column(f"{label} {moves}", moved, show_moved, unit=change_unit(unit)),
    ]


def short_amount(view: View, value: float | None, unit: str) -> str:
    """A value without the unit that its heading names."""
    number, shown = formats.kpi_value(value, unit, view.t.language)
    if shown == "%":
        return number + shown
    return number + shown.removesuffix("元") if unit == "元" else number


def _ranks(view: View, code: str, is_ranked_before: bool) -> list[Column]:
    label = queries.kpi_name(view.reader, code, view.t)

    def words(row: Row) -> str | None:
        ranked = row["ranks"][code]
        return rank_words(view, ranked) if ranked else None

    def show(row: Row) -> Any:
        ranked = row["ranks"][code]
        if ranked is None:
            return formats.NOTHING
        text = f"{ranked['rank_low']}–{ranked['rank_high']}"
        tone = "neutral" if is_open(ranked) else ""
        return html.Span(text, className=tone, title=rank_words(view, ranked))

    columns = [Column(f"{label} {view.t('places.ranks')}", words, show)]
    if is_ranked_before:

        def before(row: Row) -> str | None:
            ranked = row["ranks"][code]
            return rank_before(view, ranked) if ranked else None

        heading = f"{view.t(f'base.{view.comparison}')} {view.t('places.rank')}"
        columns.append(
            Column(
                heading,
                before,
                lambda row: html.Span(
                    before(row) or formats.NOTHING, className="neutral"
                ),
                of=label,
            )
        )
    return columns
