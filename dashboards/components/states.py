"""What is shown when there is nothing to show: loading, empty, error."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards.i18n import t


def skeleton() -> html.Div:
    """Grey shapes where a page will be."""
    return html.Div(
        [
            html.Div(className="skeleton sk-title"),
            html.Div(className="skeleton sk-line"),
            html.Div(
                [html.Div(className="skeleton sk-kpi") for _ in range(6)],
                className="kpi-grid",
            ),
            html.Div(className="skeleton sk-panel"),
        ],
        role="status",
        **{"aria-busy": "true", "aria-label": "加载中 loading"},
    )


def empty_state(*, reason: str, step: str, lang: str, link: str | None = None) -> Any:
    """An icon, the reason, and what to do next."""
    children: list[Any] = [
        html.Span(className="icon icon-empty", **{"aria-hidden": "true"}),
        html.P(t(reason, lang), className="empty-reason"),
        html.P(t(step, lang), className="muted"),
    ]
    if link:
        children.append(dcc.Link(t("empty.back", lang), href=link, className="button"))
    return html.Div(children, className="card empty", role="status")


def no_edition(*, lang: str) -> html.Div:
    """Before the first publish: say what to do, in commands to copy."""
    return html.Div(
        [
            html.Span(className="icon icon-empty", **{"aria-hidden": "true"}),
            html.H1(t("no_edition.title", lang)),
            html.P(t("no_edition.reason", lang), className="muted"),
            html.Pre("fanzha demo\nfanzha refresh", className="commands"),
            html.P(t("no_edition.next", lang), className="muted"),
        ],
        className="card empty",
        id="no-edition",
        role="status",
    )


def failure(*, reference: str, lang: str) -> html.Div:
    """A page that could not be built, with the id under which it is logged."""
    return html.Div(
        [
            html.Span(className="icon icon-alert", **{"aria-hidden": "true"}),
            html.H1(t("error.title", lang)),
            html.P(t("error.reference", lang, reference=reference), className="muted"),
            html.A(t("error.retry", lang), href="", className="button"),
        ],
        className="card empty",
        role="alert",
    )


def missing(lang: str) -> html.P:
    """A chart's place when its data do not exist."""
    return html.P(t("empty.chart", lang), className="muted empty-chart")
