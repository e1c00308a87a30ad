"""What a viewer looks at: the address says which period and place, cookies how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from dashboards.i18n import DEFAULT_LANGUAGE, LANGUAGES
from dashboards.theme import SCHEMES

GRAINS = ("month", "quarter", "half", "ytd", "year")
DEFAULT_GRAIN = "half"


@dataclass(frozen=True)
class ViewState:
    """Path, period (grain and last day), county, breakdown, language and colour scheme."""

    path: str = "/"
    grain: str = DEFAULT_GRAIN
    period: str | None = None
    county: str | None = None
    by: str | None = None
    language: str = DEFAULT_LANGUAGE
    scheme: str = "light"

    @property
    def query(self) -> str:
        """The part of the address that keeps what was chosen."""
        chosen = {
            "grain": self.grain if self.grain != DEFAULT_GRAIN else None,
            "period": self.period,
            "county": self.county,
            "by": self.by,
        }
        given = {key: value for key, value in chosen.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def link(self, path: str | None = None, county: str | None = None) -> str:
        """Address of a page with the same period, and a county if one is given."""
        state = replace(self, county=county) if county else self
        return (path or self.path) + state.query


def read_state(
    path: str | None, search: str | None, preferences: Mapping[str, str] | None
) -> ViewState:
    """The state that an address and the viewer's preferences ask for.

    What cannot be understood falls back to the default, never to an error.
    """
    asked = {key: values[-1] for key, values in parse_qs((search or "")[1:]).items()}
    wanted = preferences or {}
    grain = asked.get("grain", DEFAULT_GRAIN)
    language = wanted.get("language", DEFAULT_LANGUAGE)
    scheme = wanted.get("scheme", "light")
    return ViewState(
        path=path or "/",
        grain=grain if grain in GRAINS else DEFAULT_GRAIN,
        period=asked.get("period"),
        county=asked.get("county"),
        by=asked.get("by"),
        language=language if language in LANGUAGES else DEFAULT_LANGUAGE,
        scheme=scheme if scheme in SCHEMES else "light",
    )
