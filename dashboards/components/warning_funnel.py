"""The way of a warning, step by step: bars, counts, and the rate of each step."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, queries_topics
from dashboards.components.about import about
from dashboards.components.attributes import HIDDEN
from dashboards.components.blocks import card, empty
from dashboards.data import Row
from dashboards.view import View

_KPIS = ("visit_dispatch_rate", "visit_rate", "prevented_cases")
_RATED = ("dispatched", "visited", "prevented")


def warning_funnel(view: View, *, span: int = 7) -> html.Section:
    """Two scales, one below the other: what follows a visit is a fraction of all."""
    t = view.t
    steps = queries_topics.warning_funnel(
        view.reader, view.scope, view.entity, view.period
    )
    steps = [step for step in steps if step["counted"] is not None]
    title, note = t("steps.title"), f"{view.place} · {t('steps.subtitle')}"
    if not steps:
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    body: list[Any] = []
    for part in ("warned", "visits"):
        body.append(html.Div(t(f"steps.{part}"), className="funnel-part"))
        body += [_step(view, step) for step in steps if step["part"] == part]
    return card(
        title,
        html.Div(body, className="funnel"),
        note=note,
        info=about(view, *_KPIS),
        footer=t("steps.footer"),
        span=span,
    )


def _step(view: View, step: Row) -> html.Div:
    t, name = view.t, step["step"]
    bars = [
        html.Div(
            className=f"funnel-bar {name}",
            style={"width": f"{step['length'] or 0:.2%}"},
        )
    ]
    said = t("steps.no_base")
    if step["base"] is not None:
        said = t("steps.base", base=formats.whole(step["base"]))
        place = {"left": f"{step['base_length'] or 0:.2%}"}
        bars.append(html.Div(className="funnel-tick", style=place))
    rate = ""
    if name in _RATED:
        rate = t(f"steps.{name}_rate", rate=formats.percent(step["rate"]))
    return html.Div(
        [
            html.Div(
                [
                    html.Strong(t(f"steps.{name}")),
                    html.Div(t(f"steps.{name}_counts"), className="card-note"),
                ],
                className="funnel-name",
            ),
            html.Div(bars, className="funnel-track", title=said, **HIDDEN),
            html.Div(
                [
                    html.Strong(formats.whole(step["counted"])),
                    html.Div(said, className="card-note"),
                ],
                className="funnel-count",
            ),
            html.Div(rate, className="funnel-rate"),
        ],
        className="funnel-step",
    )
