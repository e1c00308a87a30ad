"""What a page is built from: the view resolved against the edition in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboards.data import Row, Scope, Warehouse
from dashboards.i18n import named, t
from dashboards.state import View, default_half_end
from dashboards.theme import Tokens, tokens

CITY = Scope("city", "530400")


class NothingToShowError(LookupError):
    """The view asks for something the edition does not have; the text key says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Context:
    """A page's data, view and looks."""

    warehouse: Warehouse
    view: View
    theme: str
    period: Row
    periods: list[Row]
    entity: Scope
    counties: list[Row]
    kpis: dict[str, Row]

    @property
    def lang(self) -> str:
        """Language of the page."""
        return self.view.lang

    @property
    def palette(self) -> Tokens:
        """Colours of the page."""
        return tokens(self.theme)

    @property
    def grain(self) -> str:
        """Grain of the period shown."""
        return str(self.period["grain"])

    @property
    def end(self) -> date:
        """Last day of the period shown (of the calendar, not of the data)."""
        end: date = self.period["period_end"]
        return end

    @property
    def entity_name(self) -> str:
        """Name of the city or of the county chosen."""
        if self.entity == CITY:
            return t("city", self.lang)
        return next(
            named(county, self.lang)
            for county in self.counties
            if county["entity_code"] == self.entity.entity_code
        )

    def text(self, key: str, **values: Any) -> str:
        """A text in the viewer's language."""
        return t(key, self.lang, **values)

    def period_label(self, period: Row | None = None) -> str:
        """What people call a period (by default the one shown)."""
        return str((period or self.period)[f"label_{self.lang}"])

    def values(self, entity_type: str, codes: list[str]) -> list[Row]:
        """KPI values of a type of entity in the period shown."""
        return self.warehouse.values(
            entity_type=entity_type, codes=codes, grain=self.grain, end=self.end
        )

    def own_values(self, codes: list[str]) -> dict[str, Row]:
        """KPI values of the entity chosen, by code."""
        return {
            str(row["kpi_code"]): row
            for row in self.values(self.entity.entity_type, codes)
            if row["entity_code"] == self.entity.entity_code
        }

    def breakdown(self, code: str, dimension: str) -> list[Row]:
        """A KPI of the entity chosen by a dimension."""
        return self.warehouse.breakdown(
            entity=self.entity,
            code=code,
            grain=self.grain,
            end=self.end,
            dimension=dimension,
        )

    def contributions(self, code: str, dimension: str) -> list[Row]:
        """What members added to the change of a KPI of the entity chosen."""
        return self.warehouse.contributions(
            entity=self.entity,
            code=code,
            grain=self.grain,
            end=self.end,
            dimension=dimension,
        )


def cutoff(warehouse: Warehouse) -> date | None:
    """Day through which all sources of figures have been delivered."""
    days = [
        source["data_through"]
        for source in warehouse.sources()
        if source["extract"] != "published_figures"
    ]
    return min(days, default=None)


def resolve(warehouse: Warehouse, view: View, theme: str) -> Context:
    """Find the period and entity that a view means.

    Raises:
        NoEditionError: if nothing has been published.
        NothingToShowError: if the edition has no such period or county.
    """
    last_day = cutoff(warehouse)
    if last_day is None:
        raise NothingToShowError("empty.no_rows")
    grain = view.grain or "half"
    periods = warehouse.periods(grain)
    end = view.end or (default_half_end(last_day) if grain == "half" else None)
    period = next((p for p in periods if p["period_end"] == end), None)
    if period is None and view.end is None and periods:
        period = periods[0]
    if period is None:
        raise NothingToShowError("empty.no_period")
    counties = warehouse.entities("county")
    entity = CITY
    if view.county:
        entity = Scope("county", view.county)
        if view.county not in {county["entity_code"] for county in counties}:
            raise NothingToShowError("empty.no_county")
    return Context(
        warehouse=warehouse,
        view=replace(view, grain=grain, end=period["period_end"]),
        theme=theme,
        period=period,
        periods=periods,
        entity=entity,
        counties=counties,
        kpis=warehouse.kpis(),
    )
