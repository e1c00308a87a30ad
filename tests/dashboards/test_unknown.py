"""Values of an address that do not exist: what was wrong, and what is shown instead."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.data import Reader
from dashboards.pages.registry import PAGES
from tests.dashboards.shown import figures, of_class, page, words


def _told(shown: Any) -> str:
    return "".join(words(banner) for banner in of_class(shown, "banner"))


@pytest.mark.parametrize(
    ("path", "search", "said"),
    [
        ("/strike", "kpi=nonsense", "指标“nonsense”不存在，显示的是本页默认指标。"),
        ("/", "county=999999", "县区“999999”不存在，显示的是全市。"),
        ("/cases", "type=zzz", "诈骗类型“zzz”不存在，显示的是全部类型。"),
        ("/", "period=1999-12-31", "统计期“1999-12-31”不存在，显示的是2024年上半年。"),
        ("/", "grain=eon", "统计口径“eon”不存在，显示的是半年。"),
        ("/", "compare=x", "比较方式“x”不存在，显示的是同比。"),
        ("/counties", "county=530402&station=1", "派出所“1”不存在，显示的是红塔区。"),
        ("/units", "unit=B999", "成员单位“B999”不存在，显示的是银行"),
        ("/publicity", "sector=zzz", "类别“zzz”不存在，显示的是全市。"),
        ("/rows", "unit=B999", "成员单位“B999”不存在，显示的是玉溪市"),
    ],
)
def test_a_page_says_what_it_does_not_know(
    demo_reader: Reader, path: str, search: str, said: str
) -> None:
    assert said in _told(page(demo_reader, path, f"?{search}"))


@pytest.mark.parametrize("path", PAGES)
def test_what_is_known_or_not_named_needs_no_notice(
    demo_reader: Reader, path: str
) -> None:
    for search in ("", "?county=&station=&unit=&kpi=", "?county=530402&kpi=arrests"):
        assert _told(page(demo_reader, path, search)) == ""


def test_what_a_page_does_not_heed_is_not_its_concern(demo_reader: Reader) -> None:
    assert _told(page(demo_reader, "/", "?unit=B999&kpi=nonsense")) == ""


def test_rows_of_an_unknown_kpi_are_no_figure(demo_reader: Reader) -> None:
    shown = page(demo_reader, "/rows", "?kpi=nonsense")
    assert "没有这个指标" in words(of_class(shown, "empty"))
    assert not of_class(shown, "keypoints") and not figures(shown)
    assert "nonsense" in words(of_class(shown, "page-sub"))
    assert "869" not in words(shown)


def test_foreign_text_is_shortened_and_bare(demo_reader: Reader) -> None:
    said = _told(page(demo_reader, "/", "?county=<b>%E2%80%AEx</b>" + "y" * 3_000))
    assert "“<b>x</b>yyyyyyyyyyyy…”" in said
