"""The figure whose rows an address asks for, and how its rows prove it."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, queries
from dashboards.data import Behind, Row
from dashboards.view import View
from warehouse.figures import Figure

PARTS = ("numerator", "denominator")
_DEFAULT = "cards_involved"


def chosen_kpi(view: View) -> Row | None:
    """The KPI that the address names, if there is such a KPI.

    Where it names none, the one that leaders ask for first.
    """
    catalogue = queries.catalogue(view.reader)
    if view.state.kpi:
        return catalogue.get(view.state.kpi)
    return catalogue.get(_DEFAULT) or next(iter(catalogue.values()), None)


def chosen_figure(view: View, kpi: Row) -> Row | None:
    """The KPI's value of the place that the address names most closely.

    Where the KPI is not computed for that, it is the city's, then that of all member
    units, then the first that there is.
    """
    state, code = view.state, kpi["kpi_code"]
    asked = [
        ("station", state.station),
        ("unit", state.unit),
        ("sector", state.sector),
        ("all_units", state.sector),
        ("county", state.county),
        queries.CITY,
        ("all_units", "all_units"),
    ]
    for entity_type, entity_code in asked:
        row = view.kpi(code, (entity_type, entity_code or ""))
        if row is not None:
            return row
    others = (
        row
        for entity_type in kpi["entity_types"].split(";")
        for row in view.kpis_of(entity_type.strip(), code)
    )
    return next(others, None)


def behind(view: View, kpi: Row, row: Row, part: str, most: int) -> Behind | None:
    """The first rows behind a part of a figure."""
    figure = Figure(kpi, row, {}, row)
    return view.reader.behind(figure, part, most, scope=view.scope)


def name_of(view: View, kpi: Row, row: Row) -> str:
    """The figure in words: KPI, entity, period."""
    return f"{view.name(kpi)} · {view.entity_name(row)} · {view.period_label}"


def clauses(
    view: View, kpi: Row, row: Row, found: dict[str, Behind]
) -> list[list[Any]]:
    """The figure, how it is made of its parts, and whether the rows give it."""
    t = view.t
    unit = kpi["unit"]
    value, shown = formats.kpi_value(row["value"], unit, t.language)
    if shown == "%":
        value += shown
    elif t.language == "zh":
        value = f"{value} {shown}"
    made: list[Any] = [f"{view.entity_name(row)} {view.period_label} "]
    made += [f"{view.name(kpi)} ", html.Strong(value)]
    if kpi["denominator_measure"]:
        parts = [formats.exact(row[part], digits=4) for part in PARTS]
        scale = f" × {formats.exact(kpi['scale'])}" if kpi["scale"] != 1 else ""
        made.append(f" = {' ÷ '.join(parts)}{scale}")
    proofs = [_proof(view, one) for one in found.values()]
    files = {d["delivery_id"] for one in found.values() for d in one.deliveries}
    origin = [t("rows.from", count=len(files))] if files else []
    return [made, *proofs, origin]


def _proof(view: View, one: Behind) -> list[Any]:
    """What the rows of a part give, and whether that is what was published."""
    t, given = view.t, one.proof
    part = t(f"rows.{given.part}")
    published = formats.exact(given.published, digits=4)
    if not given.rows:
        return [t("rows.none", part=part, published=published)]
    words = t(
        "rows.items" if given.counted_as == "items" else "rows.sum",
        part=part,
        rows=formats.exact(given.rows),
        listed=formats.exact(given.listed, digits=4),
    )
    verdict = (
        html.Strong(t("rows.agrees"), className="good")
        if given.agrees
        else html.Strong(t("rows.differs", published=published), className="bad")
    )
    reference = f" ({t('rows.reference')})" if given.reference_list else ""
    return [f"{words}{reference}{'，' if t.language == 'zh' else ', '}", verdict]
