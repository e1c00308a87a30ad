"""Good or bad news: only what the catalogue and the interval say."""

from __future__ import annotations

import pytest

from dashboards import judgement
from dashboards.data import Reader
from tests.dashboards.shown import of_class, page, parts, words


@pytest.mark.parametrize(
    ("comparison", "significant", "verdict"),
    [
        ("yoy", True, "good"),
        ("yoy", False, "neutral"),
        ("prev", False, "neutral"),
        ("prev", None, "good"),  # amounts have no intervals at all
    ],
)
def test_only_a_change_beyond_chance_is_judged(
    comparison: str, significant: bool | None, verdict: str
) -> None:
    row = {
        "unit": "起",
        "better": "down",
        f"{comparison}_change": -0.2,
        f"{comparison}_significant": significant,
    }
    assert judgement.verdict(row, comparison) == verdict


def test_an_amount_of_few_events_is_not_judged(demo_reader: Reader) -> None:
    """23 万元 in 8 cases, up by 80 %, may be one case more."""
    for search, verdict in (("?county=530428&grain=month", "neutral"), ("", "good")):
        cards = of_class(page(demo_reader, "/cases", search), "kpi")
        [loss] = [card for card in cards if words(card).startswith("案损金额")]
        [change, _] = of_class(loss, "change")
        assert verdict in change.className
        assert ("案件太少" in words(change)) == (verdict == "neutral")


def test_a_county_against_the_trend_is_coloured_only_beyond_chance(
    demo_reader: Reader,
) -> None:
    """元江 rose from 103 to 133 cards, which chance explains."""
    [sentence] = of_class(page(demo_reader, "/cards"), "keypoints")
    [against] = [p for p in parts(sentence) if words(p).startswith("反向变化")]
    assert "元江县 +2.20 pp" in words(against)
    assert against.className == "neutral"
