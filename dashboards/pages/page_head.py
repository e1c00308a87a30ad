"""A page's title with its period, and the selectors."""

from __future__ import annotations

from dash import html

from dashboards.components.selectors import selectors
from dashboards.context import Context
from dashboards.format import day


def page_head(context: Context, key: str) -> html.Div:
    """Title and subtitle at the left, selectors at the right."""
    subtitle = f"{context.entity_name} · {context.period_label()}"
    if context.period["is_partial"]:
        through = day(context.period["covered_through"], lang=context.lang)
        subtitle += context.text("period.partial", day=through)
    subtitle += f" · {context.text('period.against')}"
    return html.Div(
        [
            html.Div(
                [
                    html.H1(context.text(f"page.{key}")),
                    html.P(subtitle, className="muted", id="subtitle"),
                ]
            ),
            selectors(context),
        ],
        className="page-head",
    )
