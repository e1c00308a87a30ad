"""Which page tells more of a KPI: that of the first extract it is made from."""

from __future__ import annotations

from dashboards import queries
from dashboards.view import View

_PAGES = {
    "cases": "/cases",
    "warnings": "/warnings",
    "card_involvements": "/cards",
    "operations": "/strike",
    "arrests": "/strike",
    "seizures": "/strike",
    "publicity_events": "/publicity",
    "app_registrations": "/publicity",
}


def topic_path(view: View, code: str) -> str | None:
    """The page about a KPI; None if no page knows it."""
    kpi = queries.catalogue(view.reader).get(code)
    return _PAGES.get(kpi["sources"].split(";")[0]) if kpi else None


def topic_link(view: View, code: str, county: str | None = None) -> str | None:
    """Where more is told of a KPI, of a county or of the chosen place.

    None where the page that is shown is that one, or no page knows the KPI.
    """
    path = topic_path(view, code)
    if path in (None, view.state.path):
        return None
    return view.state.link(path, kpi=code, county=county or view.state.county)
