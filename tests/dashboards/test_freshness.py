"""Late data say so on every page: behind other sources, or behind today."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dashboards import freshness, queries
from dashboards.app import answer
from dashboards.data import CITY_SCOPE, Reader, Warehouse
from dashboards.render import render
from dashboards.state import read_state
from tests.dashboards.conftest import ChangedEdition
from tests.dashboards.shown import of_class, page, words
from warehouse.settings import Settings


def _real(reader: Reader, settings: Settings) -> Reader:
    """The same edition, not marked as a demo."""
    folder = reader.edition.path
    manifest = {"id": folder.name, "is_demo": False}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    opened = Warehouse(settings).reader()
    assert opened is not None
    return opened


def _header(reader: Reader) -> list[Any]:
    state = read_state("/quality", "", None)
    return render(reader, CITY_SCOPE, state).header


def test_when_every_source_stops_pages_say_so(
    changed: ChangedEdition, settings: Settings
) -> None:
    reader = _real(changed(), settings)
    (pill,) = of_class(_header(reader), "pill")
    assert pill.className == "pill late"
    assert "全部数据源只到 2024年6月30日" in words(pill)
    (banner,) = of_class(page(reader, "/quality"), "banner")
    assert words(banner) == (
        "全部数据源的数据只到 2024年6月30日，已超过应更新的时间；之后的情况尚未反映。"
    )
    sentence = words(of_class(page(reader, "/quality"), "keypoints"))
    assert "8 个数据源中 8 个没有按时更新" in sentence


def test_what_arrived_within_its_limit_is_not_late(
    changed: ChangedEdition, settings: Settings
) -> None:
    reader = changed(
        "update ops.sources set data_through = current_date - 3"
        " where data_through is not null",
    )
    real = _real(reader, settings)
    assert freshness.late(real, CITY_SCOPE) == []
    assert of_class(_header(real), "pill")[0].className == "pill"


def test_each_source_has_its_own_limit(
    changed: ChangedEdition, settings: Settings
) -> None:
    reader = changed(
        "update ops.sources set data_through = current_date - 20"
        " where data_through is not null",
    )
    late = freshness.late(_real(reader, settings), CITY_SCOPE)
    assert {row["extract"] for row in late} == {
        "arrests",
        "cases",
        "card_involvements",
        "warnings",
    }
    assert all(row["is_overdue"] and row["days_late"] >= 19 for row in late)


def test_a_demo_is_judged_at_its_own_date(demo_reader: Reader) -> None:
    assert freshness.today(demo_reader) is None
    assert freshness.late(demo_reader, CITY_SCOPE) == []


def test_an_edition_without_limits_is_judged_among_its_sources(
    changed: ChangedEdition, settings: Settings
) -> None:
    reader = changed("alter table ops.sources drop column stale_after_days")
    assert freshness.late(_real(reader, settings), CITY_SCOPE) == []


def test_several_late_sources_are_one_sentence(changed: ChangedEdition) -> None:
    reader = changed(
        "update ops.sources set data_through = date '2024-06-20'"
        " where extract in ('warnings', 'cases')",
        "update ops.sources set data_through = date '2024-05-31'"
        " where extract = 'arrests'",
    )
    (banner,) = of_class(page(reader, "/quality"), "banner")
    assert words(banner) == (
        "抓获人员的数据只到 2024年5月31日，案件、预警的数据只到 2024年6月20日，"
        "早于其他数据；受影响的指标以较早日期为准。"
    )
    (english,) = of_class(page(reader, "/quality", language="en"), "banner")
    assert words(english).count("reach only to") == 2
    assert words(english).endswith("KPIs that need them end there.")


def test_the_wall_shows_how_far_its_data_reach(reader: Reader) -> None:
    (pill,) = of_class(page(reader, "/screen"), "pill")
    assert pill.className == "pill" and "数据截至 2024年7月10日" in words(pill)


def test_the_wall_shows_late_data_in_amber(
    demo_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {**demo_reader.edition.manifest, "is_demo": False}
    monkeypatch.setitem(demo_reader.edition.__dict__, "manifest", real)
    (pill,) = of_class(page(demo_reader, "/screen"), "pill")
    assert pill.className == "pill late"
    assert "全部数据源只到 2024年6月30日" in words(pill)


def test_a_page_that_was_made_on_another_day_is_made_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = read_state("/", "", None)
    first = answer(reader, CITY_SCOPE, state)
    assert answer(reader, CITY_SCOPE, state) is first
    monkeypatch.setattr(freshness, "today", lambda _: date(2026, 1, 2))
    assert answer(reader, CITY_SCOPE, state) is not first


def test_what_lacks_data_says_through_when_its_source_reaches(
    demo_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a KPI whose source ended before the period there is no row at all."""
    held = queries.sources(demo_reader, CITY_SCOPE)
    ended = date(2023, 12, 20)
    rows = [
        {**row, "data_through": ended} if row["extract"] == "cases" else row
        for row in held
    ]
    known = queries.kpi_rows
    gone = ("cases_filed", "cases_reported")
    monkeypatch.setattr(queries, "sources", lambda *_: rows)
    monkeypatch.setattr(
        queries,
        "kpi_rows",
        lambda *asked: [row for row in known(*asked) if row["kpi_code"] not in gone],
    )
    shown = page(demo_reader, "/screen")
    card = next(
        card for card in of_class(shown, "kpi") if words(card).startswith("立案数")
    )
    assert words(of_class(card, "kpi-value")) == "—"
    assert "相关数据截至 2023年12月20日" in words(card)
    ranking = next(
        card for card in of_class(shown, "card") if words(card).startswith("立案数排名")
    )
    assert "本期没有数据" in words(ranking)
    assert "相关数据截至 2023年12月20日" in words(ranking)


def test_a_kpi_that_an_entity_does_not_have_is_not_missing(demo_reader: Reader) -> None:
    cards = of_class(page(demo_reader, "/publicity"), "kpi")
    assert len(cards) == 6
    assert not [card for card in cards if "相关数据截至" in words(card)]
