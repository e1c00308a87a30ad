"""Which KPI a page's comparison is about: the address says, and lists offer."""

from __future__ import annotations

from typing import Any

from dashboards import queries, queries_limits
from dashboards.components.choices import select
from dashboards.data import Row
from dashboards.view import View


def chosen_rate(view: View, rows: list[Row], default: str) -> tuple[str, list[Row]]:
    """The rate to compare entities by, and its rows of `rows`.

    A number of events stands for the rate that it is the numerator of.
    """
    asked = queries.catalogue(view.reader).get(view.state.kpi or "")
    code = default
    if asked is not None:
        offered = {row["kpi_code"]: row["numerator_measure"] for row in rows}
        same = [c for c, m in offered.items() if m == asked["numerator_measure"]]
        if asked["kpi_code"] in offered:
            code = asked["kpi_code"]
        elif same:
            code = same[0]
    return code, [row for row in rows if row["kpi_code"] == code]


def chosen_events(view: View, default: str) -> str:
    """The KPI of the control chart."""
    asked = view.state.kpi
    known = {row["kpi_code"] for row in _controlled(view)}
    return asked if asked and asked in known else default


def kpi_choice(view: View, shown: str) -> Any:
    """A list of the KPIs that have limits of chance."""
    options = [(row["kpi_code"], view.name(row)) for row in _controlled(view)]
    label = view.t("rates.label")
    return select("kpi", shown, options, label, width=190)


def _controlled(view: View) -> list[Row]:
    return queries_limits.controlled(view.reader, view.scope, view.entity)
