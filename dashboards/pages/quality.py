"""数据质量: whether the figures of this edition can be signed."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards import queries_quality as queries
from dashboards.components.attributes import labelled
from dashboards.components.blocks import empty
from dashboards.components.kpi_dictionary import dictionary, dictionary_card
from dashboards.components.points import points
from dashboards.components.quality_figures import (
    delay,
    figure_cards,
    published,
    restatements,
)
from dashboards.components.quality_intake import (
    deliveries,
    freshness,
    intake_cards,
    ledger,
    quarantine,
    snapshots,
)
from dashboards.data import Row
from dashboards.view import View

TABLES = {
    "freshness": freshness,
    "ledger": ledger,
    "quarantine": quarantine,
    "deliveries": deliveries,
    "snapshots": snapshots,
    "published": published,
    "restatements": restatements,
    "delay": delay,
    "dictionary": dictionary,
}


def layout(view: View) -> list[Any]:
    """The whole page. It is about an edition: no period or place is chosen here."""
    t = view.t
    told = queries.summary(view.reader, view.scope)
    books = queries.ledger(view.reader, view.scope)
    if told is None or not books:
        return [_head(view, None), empty(t, "no_deliveries")]
    return [
        _head(view, told),
        points(view, _sentence(view, told, books[-1])),
        html.Section(
            _tiles(view, told, books[-1]),
            className="kpis",
            **labelled(t("quality.tiles")),
        ),
        html.Div(
            [
                *intake_cards(view),
                *figure_cards(view),
                dictionary_card(view),
            ],
            className="grid quality",
        ),
    ]


def _head(view: View, told: Row | None) -> html.Div:
    t = view.t
    words = [t("quality.subtitle"), t("pill.edition", edition=view.reader.edition.id)]
    if told and told["as_of"]:
        as_of = formats.day(told["as_of"], t.language)
        words.append(t("quality.as_of", day=as_of))
    return html.Div(
        html.Div(
            [
                html.H1(t("quality.title")),
                html.Div(" · ".join(words), className="page-sub"),
            ]
        ),
        className="page-head",
    )


def _sentence(view: View, told: Row, total: Row) -> list[list[Any]]:
    """Can the figures be trusted, why, and what is left to do."""
    t = view.t
    tasks = _tasks(view, told, total)
    if not total["is_balanced"] or told["claims_disagreeing"]:
        trust = html.Strong(t("quality.trust_bad"), className="bad")
    else:
        key = "quality.trust_care" if tasks else "quality.trust_good"
        trust = html.Strong(t(key), className="good")
    clauses: list[list[Any]] = [[trust, _colon(view), *_sources(view, told)]]
    kept = "quality.say_kept" if total["is_balanced"] else "quality.say_broken"
    rows = formats.exact(total["rows_in_file"])
    clauses.append(
        [t("quality.say_rows", rows=rows), _said(t(kept), total["is_balanced"])]
    )
    if told["claims"]:
        clauses.append(_claims(view, told))
    key = "quality.say_restated" if told["restated"] else "quality.say_not_restated"
    clauses.append([t(key, count=formats.exact(told["restated"]))])
    if not tasks:
        return [*clauses, [t("quality.clerk_nothing")]]
    separator = "、" if t.language == "zh" else ", "
    return [*clauses, [t("quality.clerk"), html.Strong(separator.join(tasks))]]


def _sources(view: View, told: Row) -> list[Any]:
    day = formats.day(told["newest"], view.t.language)
    late = told["sources"] - told["sources_current"]
    key = "quality.say_late" if late else "quality.say_current"
    words = view.t(
        key, all=told["sources"], late=late, day=day, sources=_late(view, True)
    )
    return [_said(words, not late)]


def _late(view: View, with_day: bool = False) -> str:
    """The names of the sources that lag behind, and the day that each reaches."""
    t = view.t
    names = [
        t.name("source", row["extract"])
        if not with_day
        else t(
            "quality.late_source",
            source=t.name("source", row["extract"]),
            day=formats.day(row["data_through"], t.language),
        )
        for row in queries.freshness(view.reader, view.scope)
        if row["is_late"]
    ]
    return ("、" if t.language == "zh" else ", ").join(names)


def _claims(view: View, told: Row) -> list[Any]:
    t = view.t
    agree = t("quality.say_agree", count=told["claims_agreeing"])
    others = t(
        "quality.say_others",
        disagree=told["claims_disagreeing"],
        unjudged=told["claims_unjudged"],
    )
    return [
        t("quality.say_claims", all=told["claims"]),
        _said(agree, not told["claims_disagreeing"]),
        others,
    ]


def _tasks(view: View, told: Row, total: Row) -> list[str]:
    """What the data clerk must do, the worst first."""
    t = view.t
    tasks = {
        "quality.clerk_broken": not total["is_balanced"],
        "quality.clerk_claims": told["claims_disagreeing"],
        "quality.clerk_late": told["sources"] - told["sources_current"],
        "quality.clerk_rejected": total["files_rejected"],
        "quality.clerk_open": total["rows_open"],
        "quality.clerk_snapshots": told["snapshots_waiting"],
    }
    return [
        t(
            key,
            count=formats.exact(number),
            files=formats.exact(number),
            rows=formats.exact(number),
            sources=_late(view),
        )
        for key, number in tasks.items()
        if number
    ]


def _colon(view: View) -> str:
    return "：" if view.t.language == "zh" else ": "


def _said(words: str, is_well: bool) -> html.Strong:
    return html.Strong(words, className="good" if is_well else "bad")


def _tiles(view: View, told: Row, total: Row) -> list[html.A]:
    """The same at a glance; each leads to its card."""
    t = view.t
    late = told["sources"] - told["sources_current"]
    state = {
        "freshness": "amber" if late else "good",
        "ledger": "good" if total["is_balanced"] else "bad",
        "quarantine": "amber" if total["rows_open"] else "good",
        "deliveries": "bad" if total["files_rejected"] else "good",
        "published": "bad" if told["claims_disagreeing"] else "good",
        "restatements": "amber" if told["restated"] else "good",
    }
    value = {
        "freshness": f"{told['sources_current']} / {told['sources']}",
        "ledger": t("quality.kept" if total["is_balanced"] else "quality.broken"),
        "quarantine": formats.exact(total["rows_open"]),
        "deliveries": formats.exact(total["files_rejected"]),
        "published": f"{told['claims_agreeing']} / {told['claims']}",
        "restatements": formats.exact(told["restated"]),
    }
    return [
        html.A(
            [
                html.Div(t(f"quality.tile_{name}"), className="kpi-top"),
                html.Div(value[name], className="kpi-value"),
                html.Div(t(f"quality.hint_{name}"), className="card-note"),
            ],
            href=f"#{name}",
            className=f"card kpi tile-{state[name]}",
        )
        for name in state
    ]
