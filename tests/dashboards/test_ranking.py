"""Names beside bars: whole, and on as few lines as there is room for."""

from __future__ import annotations

import pytest

from dashboards.figures.ranking import Bar, ranking
from dashboards.theme import PALETTES

_UNITS = [
    "China Construction Bank Yuxi",
    "Bank of Communications Yuxi",
    "Industrial and Commercial Bank of China Yuxi",
    "Financial Regulatory Administration Yuxi Office",
    "Yuxi Village Banks",
]
_TYPES = ["Impersonated e-commerce service", "Fake loans and credit cards"]


def _shown(names: list[str], scheme: str = "light", **how: int) -> list[str]:
    bars = [Bar(name=name, value=1, base=None, label="1", change="") for name in names]
    figure = ranking(bars=bars, names=("a", "b"), palette=PALETTES[scheme], **how)
    return list(figure.layout["yaxis"]["ticktext"])


def test_the_longest_name_is_told_whole_in_two_lines() -> None:
    for name, shown in zip(_UNITS, _shown(_UNITS), strict=True):
        assert shown.replace("<br>", " ") == name
        assert shown.count("<br>") == (len(name) > 24)


def test_lines_are_no_longer_than_the_longest_name_needs() -> None:
    assert _shown(_UNITS[:2])[0] == "China Construction<br>Bank Yuxi"


@pytest.mark.parametrize(("scheme", "breaks"), [("light", [1, 0]), ("wall", [0, 0])])
def test_a_roomy_card_has_names_on_one_line(scheme: str, breaks: list[int]) -> None:
    assert [n.count("<br>") for n in _shown(_TYPES, scheme, line=27)] == breaks


def test_only_a_name_beyond_all_measure_is_cut() -> None:
    assert _shown(["word " * 30])[0].endswith("…")
