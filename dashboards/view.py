"""What a page gets: the data it may read, the period, the place and the language."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from dashboards import queries
from dashboards.data import Period, Reader, Row, Scope
from dashboards.i18n import Translator
from dashboards.names import short_name
from dashboards.state import COMPARISONS, ViewState
from dashboards.theme import PALETTES, Palette

# A rate per resident, card or employee has no interval of its own: its change is as
# significant as that of its count.
_COUNT_OF = {
    "incidence_per_10k": "cases_filed",
    "cards_per_10k_issued": "cards_involved",
    "employee_victims_per_1k": "employee_victims",
}
# Choices beside period and county, in names of files.
_NARROWER = ("station", "sector", "unit", "type", "by", "kpi")
# What a name of a file cannot hold everywhere.
_NO_NAME = re.compile(r"[^\w()（）·.—-]+")
_SIGNIFICANCE = tuple(f"{name}_significant" for name in COMPARISONS)


@dataclass(frozen=True)
class View:
    """One request for a page."""

    reader: Reader
    scope: Scope | None
    state: ViewState
    periods: list[Period]
    period: Period
    # A station, unit or sector that cards are about instead of the county or city.
    focus: Row | None = None
    # Codes of the KPIs whose definitions the page offers, in their order.
    told: dict[str, None] = field(default_factory=dict)
    # KPI rows by type of entity, as far as they were asked for.
    _read: dict[str, dict[tuple[str, str], Row]] = field(default_factory=dict)

    def on(self, focus: Row) -> View:
        """The same view, of one entity."""
        return replace(self, focus=focus)

    @cached_property
    def t(self) -> Translator:
        """Texts in the viewer's language."""
        return Translator(self.state.language)

    @property
    def palette(self) -> Palette:
        """Colours of the viewer's scheme."""
        return PALETTES[self.state.scheme]

    @property
    def comparison(self) -> str:
        """What changes are measured against: yoy, prev or lny."""
        return self.state.compare

    @property
    def comparison_of_parts(self) -> Literal["yoy", "prev"]:
        """The same of parts of a KPI, of which the edition aligns none with New Year."""
        return "prev" if self.comparison == "prev" else "yoy"

    def base(self, row: Row) -> float | None:
        """The value that a row's change is measured against."""
        value: float | None = row[f"{self.comparison}_base"]
        return value

    @cached_property
    def counties(self) -> list[Row]:
        """The counties that the viewer may see."""
        return queries.counties(self.reader, self.scope)

    @cached_property
    def county(self) -> Row | None:
        """The chosen county, if there is one and it is known."""
        chosen = [c for c in self.counties if c["entity_code"] == self.state.county]
        return chosen[0] if chosen else None

    @property
    def entity(self) -> queries.Entity:
        """The place that the page is about."""
        if self.focus:
            return self.focus["entity_type"], self.focus["entity_code"]
        return ("county", self.county["entity_code"]) if self.county else queries.CITY

    @property
    def place(self) -> str:
        """Its name."""
        if self.focus:
            return self.name(self.focus)
        return (
            short_name(self.name(self.county)) if self.county else self.t("county.all")
        )

    def _kpis(self, entity_type: str) -> dict[tuple[str, str], Row]:
        """Rows of all entities of a type by entity and KPI."""
        if entity_type not in self._read:
            rows = queries.kpi_rows(self.reader, self.scope, self.period, entity_type)
            known = {(r["entity_code"], r["kpi_code"]): r for r in rows}
            for (entity, code), row in known.items():
                count = known.get((entity, _COUNT_OF.get(code, "")))
                if count is not None:
                    judged = {name: count[name] for name in _SIGNIFICANCE}
                    known[entity, code] = {**row, **judged}
            self._read[entity_type] = known
        return self._read[entity_type]

    def kpi(self, code: str, entity: queries.Entity | None = None) -> Row | None:
        """A KPI of the period; None if the edition has no such value."""
        entity_type, entity_code = entity or self.entity
        return self._kpis(entity_type).get((entity_code, code))

    def kpis_of(self, entity_type: str, code: str) -> list[Row]:
        """A KPI of all entities of a type."""
        rows = self._kpis(entity_type)
        return [row for (_, kpi), row in rows.items() if kpi == code]

    def name(self, row: Row) -> str:
        """The name of what a row is about, in the viewer's language."""
        return self.t.pick(row["name_zh"], row["name_en"])

    def entity_name(self, row: Row) -> str:
        """The name of the entity of a KPI row."""
        return self.t.pick(row["entity_zh"] or row["entity_code"], row["entity_en"])

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.t.pick(self.period.label_zh, self.period.label_en)

    def file_name(
        self,
        page: str,
        table: str = "",
        *,
        place: str = "",
        comparison: str = "",
        is_of_period: bool = True,
    ) -> str:
        """What tells a file from those of other choices and editions; without ending.

        `place` and `comparison` are those of a table that keeps to its own. Labels of
        periods say their grain: 2024年上半年 and 2024年第2季度 end together.
        """
        parts = [page, table]
        if is_of_period:
            compared = self.t(f"compare.{comparison or self.comparison}")
            parts += [place or self.place, self.period_label, compared]
            parts += [getattr(self.state, key) or "" for key in _NARROWER]
        parts.append(self.reader.edition.id)
        return "_".join(_NO_NAME.sub("-", part).strip("-") for part in parts if part)

    def month_link(self, first: date, path: str | None = None, **changes: str) -> str:
        """This page or another, of the month that begins on a day."""
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return self.state.link(path, grain="month", period=last.isoformat(), **changes)

    @property
    def months_span(self) -> tuple[date, date]:
        """First and last month of trends: the period's, or twelve if it is short."""
        last = self.period.covered_through.replace(day=1)
        if self.period.grain in ("half", "ytd", "year"):
            return self.period.start, last
        return twelve_months_to(last)


def twelve_months_to(last: date) -> tuple[date, date]:
    """The span of twelve months that ends with a month."""
    first = last.replace(day=1)
    if first.month == 12:
        return first.replace(month=1), last
    return first.replace(year=first.year - 1, month=first.month + 1), last
