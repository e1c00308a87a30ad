"""Header, navigation and banners around every page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dash import dcc, html

from dashboards.format import beijing_time, day
from dashboards.i18n import t
from dashboards.state import View
from warehouse.editions import Edition

# Real data older than this many days are called out of date.
STALE_AFTER_DAYS = 3
_PAGES = (("/", "overview", "home"), ("/cards", "cards", "card"))


def shell(content: Any) -> html.Div:
    """The frame; its parts are filled by the callback that reads the URL."""
    return html.Div(
        [
            html.A("跳到正文 Skip to content", href="#content", className="skip"),
            html.Header(id="header", className="header no-print"),
            html.Nav(id="nav", className="nav no-print"),
            html.Div(id="error-banner", className="error-banner", role="alert"),
            html.Main(
                [html.Div(id="banners"), content], id="content", className="content"
            ),
        ],
        className="shell",
    )


def header(*, view: View, edition: Edition | None, cutoff: date | None) -> list[Any]:
    """Logo, freshness, language and theme."""
    lang = view.lang
    other = "en" if lang == "zh" else "zh"
    return [
        html.Button(
            html.Span(className="icon icon-menu"),
            id="burger",
            className="tool burger",
            **{"aria-label": t("nav.menu", lang), "aria-controls": "nav"},
        ),
        dcc.Link(
            [
                html.Span("反", className="logo", **{"aria-hidden": "true"}),
                html.Span(
                    [
                        html.Span(t("app.owner", lang), className="owner"),
                        html.Span(t("app.name", lang), className="app-name"),
                    ],
                    className="brand-text",
                ),
            ],
            href=View(lang=lang).href(),
            className="brand",
        ),
        *_pill(edition, cutoff, lang),
        html.Span(className="push"),
        dcc.Link(
            "EN" if lang == "zh" else "中文",
            href=view.href(lang=other),
            className="tool",
            id="language",
            title=t("app.language", lang),
        ),
        html.Button(
            html.Span(className="icon icon-theme"),
            id="theme-toggle",
            className="tool",
            title=t("app.theme", lang),
            **{"aria-label": t("app.theme", lang)},
        ),
    ]


def nav(*, view: View) -> list[Any]:
    """Links to the pages; they keep period, county and language."""
    links = []
    for path, key, icon in _PAGES:
        current = view.path == path
        links.append(
            dcc.Link(
                [
                    html.Span(
                        className=f"icon icon-{icon}", **{"aria-hidden": "true"}
                    ),
                    html.Span(t(f"page.{key}", view.lang)),
                ],
                href=view.href(path=path),
                className="nav-link current" if current else "nav-link",
                id=f"nav-{key}",
            )
        )
    return links


def banners(
    *,
    edition: Edition | None,
    cutoff: date | None,
    status: dict[str, Any] | None,
    lang: str,
) -> list[Any]:
    """What must be said above every page: demo data, stale data, failed refresh."""
    shown = []
    if edition is not None and edition.manifest.get("is_demo"):
        shown.append(
            html.Div(
                [html.B(t("demo.label", lang)), " ", t("demo.note", lang)],
                className="banner demo",
                id="demo-banner",
            )
        )
    elif is_stale(edition, cutoff):
        shown.append(
            html.Div(
                t("stale.note", lang, day=day(cutoff, lang=lang)),
                className="banner warn",
                id="stale-banner",
            )
        )
    if status and status.get("state") == "failed":
        at = beijing_time(status.get("at"))
        shown.append(
            html.Div(t("refresh.failed", lang, at=at), className="banner warn")
        )
    return shown


def is_stale(edition: Edition | None, cutoff: date | None) -> bool:
    """Whether real data lie too far back; demo data are as old as they say."""
    if edition is None or cutoff is None or edition.manifest.get("is_demo"):
        return False
    return (datetime.now(UTC).date() - cutoff).days > STALE_AFTER_DAYS


def _pill(edition: Edition | None, cutoff: date | None, lang: str) -> list[Any]:
    if edition is None:
        return []
    parts: list[Any] = [
        html.Span(className="dot", **{"aria-hidden": "true"}),
        html.Span(t("pill.through", lang, day=day(cutoff, lang=lang))),
        html.Span(
            t("pill.edition", lang, at=beijing_time(edition.manifest.get("created_at"))),
            className="pill-edition",
        ),
    ]
    found = [
        html.Div(
            parts,
            className="pill stale" if is_stale(edition, cutoff) else "pill",
            id="freshness",
            title=t("pill.title", lang, id=edition.id),
        )
    ]
    if edition.manifest.get("is_demo"):
        found.append(html.Span(t("demo.label", lang), className="demo-tag"))
    return found
