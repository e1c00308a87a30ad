"""Good or bad news: only what the catalogue and the interval say."""

from __future__ import annotations

import pytest

from dashboards import judgement
from dashboards.data import Reader
from tests.dashboards.shown import ask, of_class, page, parts, words


@pytest.mark.parametrize(
    ("comparison", "significant", "verdict"),
    [
        ("yoy", True, "good"),
        ("yoy", False, "neutral"),
        ("prev", True, "good"),
        ("prev", None, "neutral"),  # amounts have no intervals at all
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


@pytest.mark.parametrize("search", ["", "?county=530428&grain=month", "?compare=prev"])
def test_an_amount_is_not_called_good_or_bad(demo_reader: Reader, search: str) -> None:
    cards = of_class(page(demo_reader, "/cases", search), "kpi")
    [loss] = [card for card in cards if words(card).startswith("案损金额")]
    for change in of_class(loss, "change"):
        assert "neutral" in change.className
        assert "没有区间" in words(change)


@pytest.mark.parametrize("compared", ["yoy", "prev", "lny"])
def test_cards_are_coloured_as_the_edition_judges(
    demo_reader: Reader, compared: str
) -> None:
    rows = ask(
        demo_reader,
        f"select kpi_code, {compared}_change_pp, {compared}_change as change,"
        f" {compared}_significant as is_real, better from kpi.kpi_values"
        " join kpi.kpi_catalogue using (kpi_code) where {scope}"
        " and entity_code = '530402' and grain = 'month' and period_end = '2024-02-29'"
        " and kpi_code in ('prevented_cases', 'warned_victims', 'visit_rate')",
    )
    assert len(rows) == 3
    where = f"?county=530402&grain=month&period=2024-02-29&compare={compared}"
    cards = of_class(page(demo_reader, "/warnings", where), "kpi")
    for row in rows:
        [card] = [
            card
            for card in cards
            if any(getattr(p, "data-kpi", "") == row["kpi_code"] for p in parts(card))
        ]
        shown = of_class(card, "change")[0]
        is_good = (row["change"] > 0) == (row["better"] == "up")
        verdict = ("good" if is_good else "bad") if row["is_real"] else "neutral"
        assert verdict in shown.className, row


def test_a_county_against_the_trend_is_coloured_only_beyond_chance(
    demo_reader: Reader,
) -> None:
    """元江 rose from 103 to 133 cards, which chance explains."""
    [sentence] = of_class(page(demo_reader, "/cards"), "keypoints")
    [against] = [p for p in parts(sentence) if words(p).startswith("反向变化")]
    assert "元江县 +2.20 pp" in words(against)
    assert against.className == "neutral"


def test_counties_whose_loss_rose_are_named_and_not_judged(demo_reader: Reader) -> None:
    found = of_class(page(demo_reader, "/"), "watch")
    losses = [item for item in found if "案损金额" in words(item)]
    assert [words(item)[1:4] for item in losses] == ["新平县", "元江县"]
    for item in losses:
        assert "没有区间" in words(item)
        [mark] = of_class(item, "watch-mark")
        assert "quiet" in mark.className
