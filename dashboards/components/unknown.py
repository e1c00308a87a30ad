"""A notice of what an address asks for and nobody knows."""

from __future__ import annotations

from collections.abc import Collection

from dash import html

from dashboards import queries, queries_cases, queries_limits
from dashboards.state import ENTITY_KEYS, ViewState
from dashboards.view import View

_LENGTH = 20  # characters of an unknown value that are shown


def unknown_notice(
    view: View, asked: ViewState, keys: Collection[str]
) -> html.Div | None:
    """Which values of the address were not known, and what is shown instead.

    `keys` are those that the page heeds; it may share others with other pages.
    """
    t = view.t
    wrong = [*asked.refused]
    wrong += [
        (key, value)
        for key in keys
        if (value := getattr(asked, key)) and not _is_known(view, asked, key, value)
    ]
    if not wrong:
        return None
    told = [
        t(
            "unknown.value",
            name=t(f"unknown.{key}"),
            value=short(value),
            shown=_shown(view, key),
        )
        for key, value in wrong
    ]
    return html.Div(" ".join(told), className="banner unknown", role="status")


def _is_known(view: View, asked: ViewState, key: str, value: str) -> bool:
    if key == "period":
        return any(period.end.isoformat() == value for period in view.periods)
    counties = [county["entity_code"] for county in view.counties]
    if key == "county":
        return value in counties
    if key == "kpi":
        return value in queries.catalogue(view.reader)
    if key == "type":
        types = queries_cases.fraud_types(view.reader)
        return any(row["fraud_type_code"] == value for row in types)
    row = queries_limits.entity(view.reader, view.scope, key, value)
    if row is None or key != "station":
        return row is not None
    # A station of another county than the named one is not shown.
    return asked.county not in counties or asked.county == row["parent_code"]


def _shown(view: View, key: str) -> str:
    """What the page shows in place of an unknown value."""
    if key == "grain":
        return view.t(f"grain.{view.state.grain}")
    if key == "compare":
        return view.t(f"compare.{view.comparison}")
    if key == "period":
        return view.period_label
    if key in ENTITY_KEYS:
        return view.place
    return view.t(f"unknown.{key}_default")


def short(value: str) -> str:
    """As much of a foreign text as may stand in a sentence."""
    printed = "".join(sign for sign in value if sign.isprintable())
    return printed if len(printed) <= _LENGTH else f"{printed[:_LENGTH]}…"
