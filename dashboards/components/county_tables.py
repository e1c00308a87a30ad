"""Tables of counties and of a county's stations, for the page and for exports."""

from __future__ import annotations

from dashboards import queries
from dashboards.components.entity_table import entity_table
from dashboards.components.station_detail import chosen_station
from dashboards.data import Row
from dashboards.tables import Table
from dashboards.view import View

_CASES = "cases_filed"


def counties(view: View) -> Table:
    """All counties in scope, below the city."""
    return entity_table(
        view,
        name="counties",
        label=view.t("place.county"),
        places=_most_cases_first(view.kpis_of("county", _CASES)),
        whole=view.kpi(_CASES, queries.CITY),
        full=("cases_filed", "loss_amount", "cards_involved"),
        # Its change is that of the cases: the population is a constant.
        bare=("incidence_per_10k",),
        brief=("visit_rate", "current_solve_rate"),
    )


def stations(view: View) -> Table:
    """The stations of the chosen county below it; without one, all of the city."""
    view, _ = chosen_station(view)
    rows = view.kpis_of("station", _CASES)
    if view.county:
        rows = [row for row in rows if row["parent_code"] == view.entity[1]]
    return entity_table(
        view,
        name="stations",
        label=view.t("place.station"),
        places=_most_cases_first(rows),
        whole=view.kpi(_CASES),
        full=("cases_filed", "loss_amount", "prevented_cases"),
        brief=("visit_rate", "timely_contact_rate", "current_solve_rate"),
    )


def _most_cases_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row["value"] or 0), row["entity_code"]))
