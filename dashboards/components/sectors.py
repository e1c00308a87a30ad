"""What is asked of each sector of member units, and which one is shown."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import queries_limits
from dashboards.components.entity_table import entity_table
from dashboards.data import Row
from dashboards.tables import Table
from dashboards.view import View


@dataclass(frozen=True)
class Sector:
    """A sector: its KPI cards, the rate that compares its units, and more KPIs.

    `trend` are the KPIs drawn by month, `shares` those whose part of the sector is
    shown for a unit, `bars` those that rank units by amount.
    """

    code: str
    kpis: tuple[str, ...]
    rate: str
    trend: tuple[str, str]
    shares: tuple[str, ...]
    bars: tuple[str, ...]
    full: tuple[str, ...]
    brief: tuple[str, ...]


_ISSUER_KPIS = (
    "cards_involved",
    "cards_per_10k_issued",
    "unit_tips",
    "stop_payment_amount",
    "avoided_loss_amount",
    "employee_victims",
)


def _issuers(code: str) -> Sector:
    return Sector(
        code,
        kpis=_ISSUER_KPIS,
        rate="cards_per_10k_issued",
        trend=("cards_involved", "unit_tips"),
        shares=(
            "cards_involved",
            "unit_tips",
            "stop_payment_amount",
            "avoided_loss_amount",
        ),
        bars=("unit_tips", "stop_payment_amount", "avoided_loss_amount"),
        full=("cards_involved",),
        brief=(
            "cards_per_10k_issued",
            "unit_tips",
            "stop_payment_amount",
            "avoided_loss_amount",
            "employee_victims",
        ),
    )


SECTORS: dict[str, Sector] = {
    "bank": _issuers("bank"),
    "operator": _issuers("operator"),
    "bureau": Sector(
        "bureau",
        kpis=(
            "employee_victims",
            "employee_loss",
            "employee_victims_per_1k",
            "publicity_events",
            "publicity_audience",
            "app_registration_rate",
        ),
        rate="employee_victims_per_1k",
        trend=("employee_victims", "employee_loss"),
        shares=(
            "employee_victims",
            "employee_loss",
            "publicity_events",
            "publicity_audience",
        ),
        bars=("employee_loss", "publicity_audience", "app_registration_rate"),
        full=("employee_victims", "employee_loss"),
        brief=(
            "employee_victims_per_1k",
            "publicity_events",
            "publicity_audience",
            "app_registration_rate",
        ),
    ),
}


def chosen_unit(view: View) -> Row | None:
    """The unit of the address, if it is known."""
    unit = queries_limits.entity(view.reader, view.scope, "unit", view.state.unit)
    return unit if unit and unit["parent_code"] in SECTORS else None


def chosen_sector(view: View) -> Sector:
    """The sector of the chosen unit, else of the address, else the banks."""
    unit = chosen_unit(view)
    code = unit["parent_code"] if unit else view.state.sector
    return SECTORS.get(code or "", SECTORS["bank"])


def members(view: View) -> Table:
    """All units of the chosen sector, below the sector."""
    sector = chosen_sector(view)
    first = sector.full[0]
    rows = [
        row for row in view.kpis_of("unit", first) if row["parent_code"] == sector.code
    ]
    rows.sort(key=lambda row: (-(row["value"] or 0), row["entity_code"]))
    return entity_table(
        view,
        name="members",
        label=view.t("place.unit"),
        places=rows,
        whole=view.kpi(first, ("sector", sector.code)),
        full=sector.full,
        brief=sector.brief,
        is_ranked_before=True,
    )
