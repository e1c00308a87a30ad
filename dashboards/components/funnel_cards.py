"""Cards that compare entities of unequal size: funnel plot and ranks with intervals."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.ranks import entity_link
from dashboards.components.standing import (
    described,
    is_open,
    outside,
    side_judgement,
    whole_words,
)
from dashboards.data import Row
from dashboards.figures.funnel import Line, Point, funnel
from dashboards.figures.rank_intervals import Rank, rank_intervals
from dashboards.names import short_name
from dashboards.view import View


def funnel_card(
    view: View,
    rows: list[Row],
    *,
    name: str,
    chosen: str | None,
    near: str | None = None,
    part: Line | None = None,
    span: int = 7,
    height: int = 400,
) -> html.Section:
    """Rows of one rate (`standing.limits`) as a funnel plot.

    With `near`, entities of another parent are drawn small; `part` is the level of
    those shown, if the whole is more.
    """
    t = view.t
    if not rows:
        return card(t("funnel.title_plain"), _nothing(view), span=span)
    first = rows[0]
    figure = funnel(
        points=[_point(view, row, chosen, near) for row in rows],
        whole=Line(whole_words(view, first), first["reference"]),
        part=part,
        names=(t("funnel.limit_95"), t("funnel.limit_998")),
        size_name=t("funnel.size", size=_size_name(view, first)),
        is_percent=first["unit"] == "%",
        palette=view.palette,
        language=t.language,
        height=height,
    )
    footer = [t("funnel.reading")]
    if near is not None:
        footer.append(t("station.others"))
    if first["is_overdispersed"]:
        footer.append(
            t("funnel.overdispersed", phi=formats.number(first["phi"], digits=1))
        )
    return card(
        t("funnel.title", kpi=view.name(first)),
        graph(figure, f"funnel-{name}"),
        note=t("funnel.note"),
        info=about(view, first["kpi_code"]),
        footer=" ".join(footer),
        span=span,
    )


def rank_card(
    view: View,
    rows: list[Row],
    *,
    chosen: str | None,
    note: str = "",
    span: int = 5,
) -> html.Section:
    """Rows of one rate as ranks with their intervals, best first."""
    t = view.t
    if not rows:
        return card(t("intervals.title_plain"), _nothing(view), span=span)
    first = rows[0]
    figure = rank_intervals(
        ranks=[_rank(view, row, chosen) for row in rows],
        entities=first["entities"],
        palette=view.palette,
    )
    body: list[Any] = [graph(figure, f"ranks-{first['entity_type']}")]
    if all(is_open(row) for row in rows):
        body.insert(0, html.Div(t("intervals.all_open"), className="chance-note"))
    words = [t("intervals.reading")]
    if any(_before(view, row) is not None for row in rows):
        words.append(t("intervals.tick", base=t(f"base.{view.comparison}")))
    return card(
        t("intervals.title", kpi=view.name(first)),
        body,
        note=note or t("intervals.note", entities=first["entities"]),
        info=about(view, first["kpi_code"]),
        footer=" ".join(words),
        span=span,
    )


def _nothing(view: View) -> Any:
    """No limits: weeks have none, and too little data has none."""
    reason = "no_week" if view.period.grain == "week" else "no_rows"
    return empty(view.t, reason, small=True)


def _size_name(view: View, row: Row) -> str:
    return view.t.pick(row["denominator_zh"], row["denominator_en"])


def _point(view: View, row: Row, chosen: str | None, near: str | None) -> Point:
    name = short_name(view.entity_name(row))
    return Point(
        name=name,
        size=row["denominator"],
        value=row["value"],
        limits=(
            row["adjusted_low_998"],
            row["adjusted_low_95"],
            row["adjusted_high_95"],
            row["adjusted_high_998"],
        ),
        outside=outside(row),
        judgement=side_judgement(row),
        is_chosen=row["entity_code"] == chosen,
        is_quiet=near is not None and row["parent_code"] != near,
        hover=described(view, row, name),
        link=entity_link(view, row),
    )


def _before(view: View, row: Row) -> int | None:
    """The rank in the period compared with; the edition has none around New Year."""
    rank: int | None = row.get(f"{view.comparison}_rank")
    return rank


def _rank(view: View, row: Row, chosen: str | None) -> Rank:
    name = short_name(view.entity_name(row))
    before = _before(view, row)
    hover = described(view, row, name)
    if before is not None:
        base = view.t(f"base.{view.comparison}")
        hover += "<br>" + view.t("intervals.before", base=base, rank=before)
    return Rank(
        name=name,
        rank=row["entity_rank"],
        low=row["rank_low"],
        high=row["rank_high"],
        value="".join(formats.kpi_value(row["value"], row["unit"])[:1])
        + ("%" if row["unit"] == "%" else ""),
        before=before,
        is_open=is_open(row),
        is_chosen=row["entity_code"] == chosen,
        judgement=side_judgement(row) if outside(row) == "998" else "neutral",
        hover=hover,
        link=entity_link(view, row),
    )


def rank_before(view: View, row: Row) -> str | None:
    """The rank before with its interval."""
    before = _before(view, row)
    if before is None:
        return None
    low, high = (row[f"{view.comparison}_rank_{end}"] for end in ("low", "high"))
    return view.t("intervals.short", rank=before, low=low, high=high)
