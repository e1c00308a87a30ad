"""Changes of several counts with their intervals: which are more than chance."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboards import formats, judgement
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.data import Row
from dashboards.figures.intervals import Dot, Mark, intervals
from dashboards.names import in_lines
from dashboards.view import View

# A few cases more or less multiply small numbers: the axis ends before it loses sight
# of the rest.
_LIMITS = (-1.05, 2.0)


def changes_card(view: View, codes: Sequence[str], *, span: int = 6) -> html.Section:
    """KPIs from top to bottom, each change as a point in its interval."""
    t, compared = view.t, view.comparison
    title, info = t("changes.title"), about(view, *codes)
    note = t("changes.subtitle", comparison=t(f"compare.{compared}"))
    rows = [row for code in codes if (row := view.kpi(code)) is not None]
    known = [row for row in rows if row[f"{compared}_high"] is not None]
    if not known:
        body = empty(t, "no_rows", small=True)
        return card(title, body, note=note, info=info, span=span)
    is_cut = any(row[f"{compared}_high"] > _LIMITS[1] for row in known)
    figure = intervals(
        dots=[_dot(view, row) for row in known],
        names=(t(f"compare.{compared}"), ""),
        mark=Mark(0, t("changes.flat"), is_target=False),
        palette=view.palette,
        limits=_LIMITS if is_cut else None,
    )
    return card(
        title,
        graph(figure, "changes"),
        note=note,
        info=info,
        footer=t("changes.foot") + (t("changes.cut") if is_cut else ""),
        span=span,
    )


def _dot(view: View, row: Row) -> Dot:
    t, compared = view.t, view.comparison
    value, base = (
        formats.kpi_figure(number, row["unit"], t.language)
        for number in (row["value"], view.base(row))
    )
    name = view.name(row)
    return Dot(
        name=in_lines(name, 14),
        value=row[f"{compared}_change"],
        low=row[f"{compared}_low"],
        high=row[f"{compared}_high"],
        base=None,
        label=value,
        change=formats.signed_percent(row[f"{compared}_change"]),
        judgement=judgement.verdict(row, compared),
        link=view.state.link(kpi=row["kpi_code"]),
        hint=t("changes.said", kpi=name, base=base, value=value),
    )
