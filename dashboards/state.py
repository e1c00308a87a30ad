"""What a viewer looks at: the address says which period and place, cookies how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboards.i18n import DEFAULT_LANGUAGE, LANGUAGES
from dashboards.theme import SCHEMES

GRAINS = ("week", "month", "quarter", "half", "ytd", "year")
COMPARISONS = ("yoy", "prev", "lny")
DEFAULT_GRAIN = "half"
DEFAULT_COMPARISON = "yoy"
# What an address may name beside these; a page ignores what it does not know.
ENTITY_KEYS = ("county", "station", "sector", "unit")
_FREE = ("period", *ENTITY_KEYS, "type", "by", "kpi")


@dataclass(frozen=True)
class ViewState:
    """Page, period (grain and last day), comparison, filters, language, colour scheme.

    Filters: county, station, sector and unit (whose figures), type (of fraud), by
    (a breakdown), kpi (a code).
    """

    path: str = "/"
    grain: str = DEFAULT_GRAIN
    compare: str = DEFAULT_COMPARISON
    period: str | None = None
    county: str | None = None
    station: str | None = None
    sector: str | None = None
    unit: str | None = None
    type: str | None = None
    by: str | None = None
    kpi: str | None = None
    language: str = DEFAULT_LANGUAGE
    scheme: str = "light"
    # Grain or comparison that were asked for and do not exist, by key.
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        """The part of the address that keeps what was chosen."""
        chosen = {
            "grain": self.grain if self.grain != DEFAULT_GRAIN else None,
            "compare": self.compare if self.compare != DEFAULT_COMPARISON else None,
            **{name: getattr(self, name) for name in _FREE},
        }
        given = {key: value for key, value in chosen.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def link(self, path: str | None = None, **changes: Any) -> str:
        """Address of a page with the same choices but those that are changed."""
        return (path or self.path) + replace(self, **changes).query


def read_state(
    path: str | None, search: str | None, preferences: Mapping[str, str] | None
) -> ViewState:
    """The state that an address and the viewer's preferences ask for.

    What cannot be understood falls back to the default, never to an error; `refused`
    keeps what it was. A slash at the end of a path changes nothing.
    """
    asked = {
        key: values[-1]
        for key, values in parse_qs((search or "").removeprefix("?")).items()
    }
    wanted = preferences or {}

    def one_of(offered: tuple[str, ...], value: str | None, default: str) -> str:
        return value if value in offered else default

    offered = {"grain": GRAINS, "compare": COMPARISONS}
    return ViewState(
        path=(path or "").rstrip("/") or "/",
        grain=one_of(GRAINS, asked.get("grain"), DEFAULT_GRAIN),
        compare=one_of(COMPARISONS, asked.get("compare"), DEFAULT_COMPARISON),
        **{name: asked.get(name) for name in _FREE},
        language=one_of(LANGUAGES, wanted.get("language"), DEFAULT_LANGUAGE),
        scheme=one_of(SCHEMES, wanted.get("scheme"), "light"),
        refused=tuple(
            (key, asked[key])
            for key, values in offered.items()
            if key in asked and asked[key] not in values
        ),
    )
