"""What stands around every page: header, navigation, and what is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from dash import dcc, html

from dashboards import formats, queries
from dashboards.components.attributes import HIDDEN, labelled, taking
from dashboards.components.blocks import icon
from dashboards.data import Reader, Row, Scope
from dashboards.i18n import Translator
from dashboards.state import ViewState

_BEIJING = timezone(timedelta(hours=8))


def header(reader: Reader | None, scope: Scope | None, state: ViewState) -> list[Any]:
    """Brand, freshness, the mark of demo data, and the two toggles."""
    t = Translator(state.language)
    brand = dcc.Link(
        [
            html.Div(t("app.mark"), className="brand-mark", **HIDDEN),
            html.Div(
                [
                    html.Div(t("app.city"), className="brand-city"),
                    html.Div(t("app.title"), className="brand-title"),
                ],
                className="brand-text",
            ),
        ],
        href=state.link("/"),
        className="brand",
        title=t("app.home"),
    )
    facts = _freshness(reader, scope, t) if reader else []
    return [brand, *facts, html.Div(_toggles(state, t), className="header-right")]


def _toggles(state: ViewState, t: Translator) -> list[Any]:
    other = "light" if state.scheme == "dark" else "dark"
    return [
        *(
            html.Button(
                [icon(name), html.Span(t(f"take.{name}"), className="button-text")],
                className="header-button take",
                title=t(f"take.{name}_hint"),
                **taking(name),
            )
            for name in ("print", "picture")
        ),
        dcc.Link(
            [icon("screen"), html.Span(t("nav.screen"), className="button-text")],
            href=state.link("/screen"),
            className="header-button",
        ),
        html.Button(
            t("toggle.language"),
            id="toggle-language",
            className="header-button",
            title=t("toggle.language_hint"),
        ),
        html.Button(
            icon("sun" if other == "light" else "moon"),
            id="toggle-scheme",
            className="header-button",
            title=t(f"toggle.theme_{other}"),
            **labelled(t(f"toggle.theme_{other}")),
        ),
    ]


def _freshness(reader: Reader, scope: Scope | None, t: Translator) -> list[Any]:
    rows = queries.sources(reader, scope)
    facts: list[Any] = []
    if rows:
        late = _late(rows, t)
        first = min(row["data_through"] for row in rows)
        through = t("pill.through", day=formats.day(first, t.language))
        if late:
            through = late[0]
            if len(late) > 1:
                through = t("pill.late_more", first=through, others=len(late) - 1)
        edition = t("pill.edition", edition=edition_time(reader.edition.id))
        pill = [
            html.I(),
            html.Span(through),
            html.Span(edition, className="pill-edition", title=reader.edition.id),
        ]
        name = "pill late" if late else "pill"
        facts.append(html.Div(pill, className=name, title=" · ".join(late)))
    if reader.edition.manifest.get("is_demo"):
        facts.append(html.Span(t("demo.badge"), className="demo", title=t("demo.note")))
    return facts


def _late(rows: list[Row], t: Translator) -> list[str]:
    """Which sources lag behind the newest, and since when; the latest first."""
    newest = max(row["data_through"] for row in rows)
    late = [row for row in rows if row["data_through"] != newest]
    return [
        t(
            "pill.late",
            source=t.name("source", row["extract"]),
            day=formats.day(row["data_through"], t.language),
        )
        for row in sorted(late, key=lambda row: row["data_through"])
    ]


def edition_time(edition_id: str) -> str:
    """When an edition was published, in Beijing time: 08-01 08:10."""
    published = datetime.strptime(edition_id, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return _beijing(published)


def _beijing(moment: datetime) -> str:
    return moment.astimezone(_BEIJING).strftime("%m-%d %H:%M")


def late_banner(reader: Reader, scope: Scope | None, t: Translator) -> html.Div | None:
    """Says which source lags behind the newest one, if any does.

    Sources are judged against each other, never against today: a demo edition's
    dates are in the past.
    """
    rows = queries.sources(reader, scope)
    newest = max((row["data_through"] for row in rows), default=None)
    texts = [
        t(
            "banner.late",
            source=t.name("source", row["extract"]),
            day=formats.day(row["data_through"], t.language),
        )
        for row in rows
        if row["data_through"] != newest
    ]
    if not texts:
        return None
    return html.Div(html.Span(" ".join(texts)), className="banner", role="status")


def failure_banner(failure: Mapping[str, Any], t: Translator) -> html.Details:
    """That the last refresh failed and when; opened, what failed.

    `failure` is from `warehouse.status`, which has the whole of a long error.
    """
    error = str(failure.get("error") or "")
    at = _beijing(datetime.fromisoformat(failure["at"]))
    told = t("banner.failure", time=at)
    return html.Details(
        [
            html.Summary(told),
            html.Div(error.splitlines()[0] if error else t("banner.unknown")),
        ],
        className="banner failure",
    )


def sidebar(state: ViewState, pages: Mapping[str, Any]) -> html.Div:
    """Links to the pages, which keep the period and the place."""
    t = Translator(state.language)
    links = [
        dcc.Link(
            [icon(page.name), t(f"nav.{page.name}")],
            href=state.link(path),
            className="nav-link active" if path == state.path else "nav-link",
        )
        for path, page in pages.items()
        if page.is_in_menu
    ]
    return html.Div(links, className="nav-list")
