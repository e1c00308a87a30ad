"""Can the figures be trusted, and what must the data clerk do?"""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards import queries_quality as queries
from dashboards.data import Row
from dashboards.view import View


def sentence(view: View, told: Row, total: Row) -> list[list[Any]]:
    """Can the figures be trusted, why, and what is left to do."""
    t = view.t
    tasks = _tasks(view, told, total)
    separator = "、" if t.language == "zh" else ", "
    left = [t("quality.clerk"), html.Strong(separator.join(tasks))]
    if not told["sources"]:
        return [[html.Strong(t("quality.say_nothing"), className="bad")], left]
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
    return [*clauses, left if tasks else [t("quality.clerk_nothing")]]


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
