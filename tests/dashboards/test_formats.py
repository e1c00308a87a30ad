"""Numbers as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import formats
from dashboards.judgement import judge


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (0, "0"),
        (9_999, "9,999"),
        (31_200, "3.1万"),
        (266_132_802, "2.66亿"),
        (-493, "−493"),
        (-0.4, "0"),
    ],
)
def test_numbers(value: float | None, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(3_000_000, "300万"), (15_000, "1.5万"), (200_000_000, "2亿"), (500, "500")],
)
def test_ticks_have_no_empty_decimals(value: float, text: str) -> None:
    assert formats.tick(value) == text


def test_english_has_no_wan() -> None:
    assert formats.number(266_132_802, "en") == "266.13M"
    assert formats.number(312_000, "en") == "312.0k"
    assert formats.number(31_200, "en") == "31,200"


def test_changes_have_a_true_minus_and_two_digits_in_headlines() -> None:
    assert formats.signed_percent((869 - 1362) / 1362, 2) == "−36.20%"
    assert formats.signed_percent(0.098) == "+9.8%"
    assert formats.signed_percent(None) == "—"
    assert formats.signed_points(-36.196769) == "−36.20 pp"
    assert formats.signed_number(-493) == "−493"
    assert formats.signed_number(None) == "—"


def test_a_kpi_is_written_with_its_unit() -> None:
    assert formats.kpi_value(0.9577, "%") == ("95.8", "%")
    assert formats.kpi_value(26_613_280, "元") == ("2,661.3", "万元")
    assert formats.kpi_value(5.281, "起/万人") == ("5.28", "起/万人")
    assert formats.kpi_value(869.0, "张") == ("869", "张")
    assert formats.kpi_value(None, "%") == ("—", "")
    assert formats.kpi_value(None, "元") == ("—", "元")


def test_days() -> None:
    assert formats.day(date(2024, 7, 1)) == "2024年7月1日"
    assert formats.day(date(2024, 7, 1), "en") == "2024-07-01"
    assert formats.day(None) == "—"


@pytest.mark.parametrize(
    ("change", "better", "significant", "verdict"),
    [
        (-0.36, "down", True, "good"),
        (0.098, "down", True, "bad"),
        (-0.2, "up", True, "bad"),
        (0.2, "up", None, "neutral"),
        (-0.26, "down", False, "neutral"),
        (0.3, "none", True, "neutral"),
        (0.0, "up", True, "neutral"),
        (None, "up", None, "neutral"),
    ],
)
def test_judgement(
    change: float | None, better: str, significant: bool | None, verdict: str
) -> None:
    assert judge(change, better, significant) == verdict
