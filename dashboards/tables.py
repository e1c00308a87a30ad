"""Tables as data: shown on a page and exported from one description.

A table says how each column is found in a row twice: `raw`, the value itself, which
is what exports hold, and `show`, what a page writes. Where a cell on a page says its
unit, the heading of an export does (`heading`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats
from dashboards.data import Row
from dashboards.i18n import Translator

# Units of shares and of changes: `raw` is a fraction, or a difference in points.
PERCENT, POINTS = "%", "pp"
# Decimals that an exported percentage keeps: more are noise of the float.
PERCENT_DECIMALS = 12

Value = str | int | float | bool | None | Any


@dataclass(frozen=True)
class Column:
    """One column: its heading, its value in a row, and how a page shows it."""

    label: str
    raw: Callable[[Row], Value]
    show: Callable[[Row], Any]
    is_text: bool = False
    # Of the values: PERCENT, POINTS, 元 or what is counted.
    unit: str = ""
    # What the values are of, where a page says so by the columns beside it.
    of: str = ""
    # Whether a page shows it, too: there each cell says its own unit.
    is_shown: bool = True


@dataclass(frozen=True)
class Table:
    """Rows under columns; `name` is also the name of its exports."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    # KPIs shown in it, whose definitions go along with an export.
    kpis: Sequence[str] = ()
    # Whether the rows are those of the period and place that are chosen.
    is_of_period: bool = True
    # Whose the rows are and what their changes are against, where that is not what is
    # chosen: 全市 for a table of all units; a key of a comparison.
    place: str = ""
    comparison: str = ""
    # What an export must say beside that, such as where it was cut.
    remark: str = ""


def change_unit(unit: str) -> str:
    """The unit of changes of a KPI (`judgement.change_of`), by the unit of the KPI."""
    return POINTS if unit == PERCENT else PERCENT


def unit_words(unit: str, t: Translator) -> str:
    """A unit as people write it; English names of KPIs say what is counted."""
    if unit == POINTS:
        return t("unit.points")
    if t.language == "zh" or unit == PERCENT:
        return unit
    return t("unit.yuan") if unit == "元" else ""


def heading(column: Column, t: Translator) -> str:
    """A heading that stands alone: 立案数 同比（%）."""
    name = f"{column.of} {column.label}" if column.of else column.label
    unit = unit_words(column.unit, t)
    if not unit or name.endswith(("）", ")")):
        return name
    return f"{name}（{unit}）" if t.language == "zh" else f"{name} ({unit})"


def shown(table: Table) -> list[Column]:
    """The columns that a page shows."""
    return [column for column in table.columns if column.is_shown]


def text(label: str, find: Callable[[Row], Any] | str) -> Column:
    """A column of words; `find` may be a key of the row."""
    get = _getter(find)
    return Column(label, get, lambda row: get(row) or formats.NOTHING, is_text=True)


def count(
    label: str,
    find: Callable[[Row], Any] | str,
    t: Translator,
    digits: int = 0,
    unit: str = "",
    of: str = "",
) -> Column:
    """A column of counts or amounts."""
    get = _getter(find)

    def show(row: Row) -> str:
        return formats.number(get(row), t.language, digits)

    return Column(label, get, show, unit=unit, of=of)


def named(label: str, group: str, key: str, t: Translator) -> Column:
    """A column of codes, shown and exported by their names."""

    def name(row: Row) -> str:
        return t.name(group, row[key])

    return Column(label, name, name, is_text=True)


def exact(label: str, find: Callable[[Row], Any] | str, unit: str = "") -> Column:
    """A column of numbers that must add up before the reader's eyes: 1,409,201."""
    get = _getter(find)
    return Column(label, get, lambda row: formats.exact(get(row), unit))


def day(label: str, find: Callable[[Row], Any] | str, t: Translator) -> Column:
    """A column of dates."""
    get = _getter(find)
    return Column(label, get, lambda row: formats.day(get(row), t.language), True)


def moment(label: str, find: Callable[[Row], Any] | str) -> Column:
    """A column of times of the warehouse, shown and exported on Beijing's clock."""
    get = _getter(find)

    def shown(row: Row) -> str:
        return formats.moment(get(row))

    return Column(label, shown, shown, is_text=True)


def share(
    label: str, find: Callable[[Row], Any] | str, digits: int = 1, of: str = ""
) -> Column:
    """A column of fractions, shown and exported as percentages."""
    get = _getter(find)

    def show(row: Row) -> str:
        return formats.percent(get(row), digits)

    return Column(label, get, show, unit=PERCENT, of=of)


def _getter(find: Callable[[Row], Any] | str) -> Callable[[Row], Any]:
    if callable(find):
        return find
    return lambda row: row.get(find)
