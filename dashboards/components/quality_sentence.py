"""Can the figures be trusted, and what must the data clerk do?"""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, freshness
from dashboards.data import Row
from dashboards.view import View


def sentence(view: View, told: Row, total: Row) -> list[list[Any]]:
    """Can the figures be trusted, why, and what is left to do."""
    t = view.t
    tasks = _tasks(view, told, total)
    comma = "，" if t.language == "zh" else ", "
    left = [t("quality.clerk"), html.Strong(comma.join(tasks))]
    if not told["sources"]:
        return [[html.Strong(t("quality.say_nothing"), className="bad")], left]
    is_whole, agrees = total["is_balanced"], not told["claims_disagreeing"]
    if is_whole and agrees:
        key = "quality.trust_care" if tasks else "quality.trust_good"
        trust = html.Strong(t(key), className="good")
    else:
        trust = html.Strong(t("quality.trust_bad"), className="bad")
    facts = [
        (True, _sources(view, told)),
        (is_whole, _rows(view, total)),
        (agrees, _claims(view, told)),
    ]
    reasons = [words for _, words in sorted(facts, key=lambda fact: fact[0]) if words]
    key = "quality.say_restated" if told["restated"] else "quality.say_not_restated"
    return [
        [trust, "：" if t.language == "zh" else ": ", *reasons[0]],
        *reasons[1:],
        [t(key, count=formats.exact(told["restated"]))],
        left if tasks else [t("quality.clerk_nothing")],
    ]


def _rows(view: View, total: Row) -> list[Any]:
    t, is_whole = view.t, total["is_balanced"]
    received = t("quality.say_rows", rows=formats.exact(total["rows_in_file"]))
    key = "quality.say_kept" if is_whole else "quality.say_broken"
    return [received, _said(t(key), is_whole)]


def _sources(view: View, told: Row) -> list[Any]:
    day = formats.day(told["newest"], view.t.language)
    late = told["sources_late"]
    key = "quality.say_late" if late else "quality.say_current"
    if any(row["is_overdue"] for row in freshness.late(view.reader, view.scope)):
        key = "quality.say_overdue"
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
        for row in freshness.late(view.reader, view.scope)
    ]
    return ("、" if t.language == "zh" else ", ").join(names)


def _claims(view: View, told: Row) -> list[Any]:
    if not told["claims"]:
        return []
    t = view.t
    agree = t("quality.say_agree", count=told["claims_agreeing"])
    disagree = t("quality.say_disagree", count=told["claims_disagreeing"])
    comma = "，" if t.language == "zh" else ", "
    is_well = not told["claims_disagreeing"]
    return [
        t("quality.say_claims", all=told["claims"]),
        _said(agree, True) if is_well else agree,
        comma,
        disagree if is_well else _said(disagree, False),
        comma,
        t("quality.say_unjudged", count=told["claims_unjudged"]),
    ]


def _tasks(view: View, told: Row, total: Row) -> list[str]:
    """What the data clerk must do, the worst first."""
    t = view.t
    tasks = {
        "quality.clerk_broken": not total["is_balanced"],
        "quality.clerk_claims": told["claims_disagreeing"],
        "quality.clerk_late": told["sources_late"],
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


def _said(words: str, is_well: bool) -> html.Strong:
    return html.Strong(words, className="good" if is_well else "bad")
