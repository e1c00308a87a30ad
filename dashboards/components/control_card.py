"""The card with the control chart of a KPI."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from dashboards import judgement, queries, queries_limits
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.events import mark_events
from dashboards.components.standing import amount
from dashboards.data import Row
from dashboards.figures.control import Mark, Names, control_chart
from dashboards.topics import topic_path
from dashboards.view import View

_MONTHS = 24
# The tests of kpi.control_limits, in the order in which they decide.
_RULES = (
    "is_beyond_3_sigma",
    "is_two_of_three_beyond_2_sigma",
    "is_nine_on_one_side",
    "is_six_trending",
)


def control_card(view: View, code: str, *, span: int = 12) -> html.Section:
    """Two years of months of the view's entity against limits of chance."""
    t = view.t
    kpi = queries.kpi_name(view.reader, code, t)
    title, info = t("control.title", kpi=kpi), about(view, code)
    rows = queries_limits.control(
        view.reader, view.scope, view.entity, code, view.period.end
    )
    rows = [row for row in rows if row["centre"] is not None][-_MONTHS:]
    if not rows:
        nothing = empty(t, "no_baseline", small=True)
        return card(title, nothing, note=view.place, info=info, span=span)
    figure = control_chart(
        rows=rows,
        marks=[_mark(view, row, rows[0], code) for row in rows],
        names=Names(*(t(f"control.{part}") for part in _PARTS)),
        is_percent=rows[0]["unit"] == "%",
        palette=view.palette,
    )
    told = mark_events(view, figure, [row["period_start"] for row in rows])
    return card(
        title,
        graph(figure, "control"),
        note=f"{view.place} · {t('control.note')}",
        info=info,
        footer=[_signals(view, rows), *told],
        span=span,
    )


_PARTS = ("value", "centre", "two_sigma", "three_sigma", "signal")


def rules(row: Row) -> list[str]:
    """The tests that a month has failed."""
    return [rule for rule in _RULES if row[rule]]


def signal_judgement(row: Row) -> str:
    """good or bad for a signal, by the catalogue's direction."""
    sides = {"high": 1.0, "low": -1.0}
    return judgement.judge(sides.get(row["verdict"]), row["better"], True)


def _mark(view: View, row: Row, first: Row, code: str) -> Mark:
    t = view.t
    lines = [
        f"<b>{_month(view, row)}</b> {amount(view, row['value'], row['unit'])}",
        t("control.expected", value=amount(view, row["centre"], row["unit"])),
        t(
            "control.range",
            low=amount(view, row["low_3s"], row["unit"]),
            high=amount(view, row["high_3s"], row["unit"]),
        ),
        *(t(f"control.{rule}") for rule in rules(row)),
    ]
    return Mark(
        label=_label(view, row["period_start"], row is first),
        hover="<br>".join(lines),
        is_signal=row["verdict"] != "normal",
        judgement=signal_judgement(row),
        # On the page about the KPI, whatever it is, its number stands.
        link=view.month_link(row["period_start"], topic_path(view, code), kpi=code),
    )


def _label(view: View, month: date, is_first: bool) -> str:
    """Quarters have labels, and the year stands where it begins."""
    if month.month % 3 != 1:
        return ""
    name = f"{month.month}月" if view.t.language == "zh" else f"{month:%b}"
    return f"{name}<br>{month.year}" if is_first or month.month == 1 else name


def _month(view: View, row: Row) -> str:
    month = row["period_start"]
    return (
        f"{month.year}年{month.month}月"
        if view.t.language == "zh"
        else f"{month:%b %Y}"
    )


def _signals(view: View, rows: list[Row]) -> html.Div:
    """The latest signals in words, for who cannot point."""
    t = view.t
    found = [row for row in rows if row["verdict"] != "normal"]
    if not found:
        return html.Div(t("control.no_signal"))
    parts: list[Any] = [t("control.signals")]
    for row in reversed(found[-3:]):
        words = t(
            "control.one_signal",
            month=_month(view, row),
            side=t(f"control.{row['verdict']}"),
            rules="、".join(t(f"control.{rule}_short") for rule in rules(row)),
        )
        parts.append(html.Span(words, className=signal_judgement(row)))
    if len(found) > 3:
        parts.append(t("control.more", count=len(found) - 3))
    return html.Div(parts, className="signals")
