"""Tables as data: shown on a page and exported from one description.

A table says how each column is found in a row twice: `raw`, the value itself, which
is what exports hold, and `show`, what a page writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats
from dashboards.data import Row
from dashboards.i18n import Translator

Value = str | int | float | bool | None | Any


@dataclass(frozen=True)
class Column:
    """One column: its heading, its value in a row, and how a page shows it."""

    label: str
    raw: Callable[[Row], Value]
    show: Callable[[Row], Any]
    is_text: bool = False


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
    # What an export must say beside that, such as where it was cut.
    remark: str = ""


def text(label: str, find: Callable[[Row], Any] | str) -> Column:
    """A column of words; `find` may be a key of the row."""
    get = _getter(find)
    return Column(label, get, lambda row: get(row) or formats.NOTHING, is_text=True)


def count(
    label: str,
    find: Callable[[Row], Any] | str,
    t: Translator,
    digits: int = 0,
) -> Column:
    """A column of counts or amounts."""
    get = _getter(find)
    return Column(label, get, lambda row: formats.number(get(row), t.language, digits))


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


def share(label: str, find: Callable[[Row], Any] | str, digits: int = 1) -> Column:
    """A column of fractions, shown as percentages and exported as fractions."""
    get = _getter(find)
    return Column(label, get, lambda row: formats.percent(get(row), digits))


def _getter(find: Callable[[Row], Any] | str) -> Callable[[Row], Any]:
    if callable(find):
        return find
    return lambda row: row.get(find)
