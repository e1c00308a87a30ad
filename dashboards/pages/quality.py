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
from dashboards.components.quality_sentence import sentence
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
    total = books[-1] if books else None
    if told is None or total is None or not (total["files"] or total["files_rejected"]):
        return [_head(view, told), empty(t, "no_deliveries")]
    return [
        _head(view, told),
        points(view, sentence(view, told, total)),
        html.Section(
            _tiles(view, told, total),
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


def _tiles(view: View, told: Row, total: Row) -> list[html.A]:
    """The same at a glance; each leads to its card."""
    t = view.t
    late = told["sources_late"]
    state = {
        "freshness": "amber" if late else "good",
        "ledger": "good" if total["is_balanced"] else "bad",
        "quarantine": "amber" if total["rows_open"] else "good",
        "deliveries": "bad" if total["files_rejected"] else "good",
        "published": "bad" if told["claims_disagreeing"] else "good",
        "restatements": "amber" if told["restated"] else "good",
    }
    value = {
        "freshness": f"{told['sources'] - late} / {told['sources']}",
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
