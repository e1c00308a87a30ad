"""What stands around every page: header, navigation, and what is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dash import dcc, html

from dashboards import formats, freshness
from dashboards.components.attributes import HIDDEN, labelled, taking
from dashboards.components.blocks import icon
from dashboards.data import Reader, Scope
from dashboards.i18n import Translator
from dashboards.state import ViewState


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
    facts = _facts(reader, scope, t) if reader else []
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


def _facts(reader: Reader, scope: Scope | None, t: Translator) -> list[Any]:
    shown = pill(reader, scope, t)
    facts: list[Any] = [shown] if shown else []
    if reader.edition.manifest.get("is_demo"):
        facts.append(html.Span(t("demo.badge"), className="demo", title=t("demo.note")))
    return facts


def pill(reader: Reader, scope: Scope | None, t: Translator) -> html.Div | None:
    """How far the data reach, and the edition; amber where a source is late."""
    days = [row["data_through"] for row in freshness.sources(reader, scope)]
    known = [day for day in days if day]
    if not known:
        return None
    late = [
        t("pill.late", source=sources, day=day)
        for sources, day in late_sources(reader, scope, t, each=True)
    ]
    through = t("pill.through", day=formats.day(min(known), t.language))
    if late:
        through = late[0]
        if len(late) > 1:
            through = t("pill.late_more", first=through, others=len(late) - 1)
    edition = t("pill.edition", edition=edition_time(reader.edition.id))
    shown = [
        html.I(),
        html.Span(through),
        html.Span(edition, className="pill-edition", title=reader.edition.id),
    ]
    name = "pill late" if late else "pill"
    return html.Div(shown, className=name, title=" · ".join(late))


def late_sources(
    reader: Reader, scope: Scope | None, t: Translator, *, each: bool = False
) -> list[tuple[str, str]]:
    """Names of late sources and the day that they reach, the latest first.

    Those that end on the same day are told together, unless `each` is told alone; if
    all sources end on it, by one word.
    """
    rows = freshness.late(reader, scope)
    days = {row["data_through"] for row in freshness.sources(reader, scope)} - {None}
    if rows and len(days) == 1:
        return [(t("source.all"), formats.day(rows[0]["data_through"], t.language))]
    separator = "、" if t.language == "zh" else ", "
    told: dict[Any, list[str]] = {}
    for row in rows:
        key = row["extract"] if each else row["data_through"]
        told.setdefault((key, row["data_through"]), []).append(
            t.name("source", row["extract"])
        )
    return [
        (separator.join(names), formats.day(day, t.language))
        for (_, day), names in told.items()
    ]


def edition_time(edition_id: str) -> str:
    """When an edition was published, in Beijing time: 08-01 08:10."""
    published = datetime.strptime(edition_id, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return _beijing(published)


def _beijing(moment: datetime) -> str:
    return moment.astimezone(freshness.BEIJING).strftime("%m-%d %H:%M")


def late_banner(reader: Reader, scope: Scope | None, t: Translator) -> html.Div | None:
    """Says in one sentence which sources are late and since when, if any are."""
    late = freshness.late(reader, scope)
    if not late:
        return None
    separator = "，" if t.language == "zh" else ", "
    told = [
        t("banner.reach", sources=sources, day=day)
        for sources, day in late_sources(reader, scope, t)
    ]
    is_overdue = any(row["is_overdue"] for row in late)
    key = "banner.overdue" if is_overdue else "banner.late"
    text = t(key, late=separator.join(told))
    return html.Div(html.Span(text), className="banner", role="status")


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
