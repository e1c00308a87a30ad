"""Rows that go to quarantine with reason, column and masked value."""

from __future__ import annotations

import pytest

from tests.pipelines.intake.landing import (
    CARD_NO,
    assert_conserved,
    card,
    case,
    csv_text,
    deliver,
    good,
    quarantined,
    reasons,
)
from warehouse.settings import Settings


@pytest.mark.parametrize(
    ("header", "value", "code", "column"),
    [
        ("案件编号", "", "required_empty", "case_no"),
        ("案件编号", "5.30402E+17", "scientific_notation", "case_no"),
        ("县区代码", "530999", "unknown_code", "county_code"),
        ("县区代码", "火星区", "unknown_code", "county_code"),
        ("派出所代码", "1", "unknown_code", "station_code"),
        ("诈骗类型", "未知诈骗", "unknown_code", "fraud_type"),
        ("受害人单位代码", "Z99", "unknown_code", "victim_unit_code"),
        ("报案时间", "", "required_empty", "reported_at"),
        ("报案时间", "02/01/2024", "bad_date", "reported_at"),
        ("报案时间", "24-01-02", "bad_date", "reported_at"),
        ("报案时间", "2024-02-30", "bad_date", "reported_at"),
        ("报案时间", "2024-01-02T09:30:00", "bad_date", "reported_at"),
        ("报案时间", "2024-01-02 09:30:00.5", "bad_date", "reported_at"),
        ("报案时间", "45293", "bad_date", "reported_at"),
        ("报案时间", "2024-13-01", "bad_date", "reported_at"),
        ("报案时间", "昨天", "bad_date", "reported_at"),
        ("损失金额", "", "required_empty", "loss_amount"),
        ("损失金额", "1e3", "bad_number", "loss_amount"),
        ("损失金额", "12.345", "bad_number", "loss_amount"),
        ("损失金额", "1,23.4", "bad_number", "loss_amount"),
        ("损失金额", "100元", "bad_number", "loss_amount"),
        ("损失金额", "99999999999999999", "bad_number", "loss_amount"),
        ("损失金额", "6222021234567890", "out_of_range", "loss_amount"),
        ("损失金额", "-5", "negative_amount", "loss_amount"),
        ("损失金额", "-", "bad_number", "loss_amount"),
        ("挽回金额", "1234.51", "above_limit", "recovered_amount"),
        ("受害人年龄", "121", "out_of_range", "victim_age"),
        ("受害人年龄", "-1", "out_of_range", "victim_age"),
        ("受害人年龄", "四十", "bad_integer", "victim_age"),
        ("受害人年龄", "4.5", "bad_integer", "victim_age"),
        ("受害人性别", "未知", "unknown_value", "victim_gender"),
        ("记录状态", "删除", "unknown_value", "record_status"),
        ("受害人手机号", "1.00123E+10", "scientific_notation", "victim_phone"),
        ("发案时间", "2024-01-02 09:30:01", "wrong_order", "occurred_at"),
        ("立案时间", "2024-01-01", "wrong_order", "filed_at"),
        ("破案时间", "2024-01-02", "wrong_order", "solved_at"),
        ("破案时间", "2024-01-06 10:00:01", "after_update", "solved_at"),
    ],
)
def test_reason_of_a_case(
    settings: Settings, header: str, value: str, code: str, column: str
) -> None:
    result = deliver(settings, csv_text([case(1, **{header: value}), case(2)]))
    assert_conserved(result)
    assert (result.rows_good, result.rows_quarantined) == (1, 1)
    assert reasons(settings) == {(code, column)}
    (line,) = quarantined(settings)
    assert f"“{header}”" in line["message"]
    assert line["_row_number"] == 2
    assert line["_delivery_id"] == result.delivery_id


@pytest.mark.parametrize(
    ("header", "value", "code", "column"),
    [
        ("卡号", "9.99999012345679E+18", "scientific_notation", "card_no"),
        ("卡号", "9.99999e18", "scientific_notation", "card_no"),
        ("卡号", "1234567890", "bad_format", "card_no"),
        ("卡号", "12345678901234567890", "bad_format", "card_no"),
        ("卡号", "622202 0200112233445", "bad_format", "card_no"),
        ("发卡单位代码", "X", "unknown_code", "issuer_unit_code"),
        ("开户日期", "2024-02-04", "wrong_order", "opened_on"),
        ("关联案件编号", "5.30402E+17", "scientific_notation", "case_no"),
    ],
)
def test_reason_of_a_card(
    settings: Settings, header: str, value: str, code: str, column: str
) -> None:
    result = deliver(
        settings,
        csv_text([card(1, **{header: value}), card(2)]),
        extract="card_involvements",
    )
    assert_conserved(result)
    assert (result.rows_good, result.rows_quarantined) == (1, 1)
    assert reasons(settings, "card_involvements") == {(code, column)}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("发案时间", "2024-1-2 8:05"),
        ("发案时间", "2024/1/2 08:05:06"),
        ("发案时间", "2024/01/02"),
        ("发案时间", "2024年1月2日"),
        ("发案时间", "2024年1月2日 8时05分"),
        ("发案时间", "20240102"),
        ("发案时间", "20240102080506"),
        ("发案时间", "２０２４－０１－０２"),
        ("损失金额", "1,234.50"),
        ("损失金额", "１２３４．５"),
        ("损失金额", "1234.5000"),
        ("县区代码", "　５３０４０２ "),
        ("案件编号", " Ａ0001\u00a0"),
        ("受害人职业", "1E5"),
        # Without a time of day, days are compared.
        ("立案时间", "2024-01-02"),
        ("破案时间", "2024-01-03 00:00:00"),
    ],
)
def test_accepted_spellings(settings: Settings, header: str, value: str) -> None:
    result = deliver(settings, csv_text([case(1, **{header: value})]))
    assert_conserved(result)
    assert quarantined(settings) == []
    assert good(settings)[0]["case_no"] == "A0001"


def test_an_update_without_a_time_of_day_covers_the_day_after(
    settings: Settings,
) -> None:
    row = case(1, 更新时间="2024-01-05", 破案时间="2024-01-06 15:00:00")
    assert deliver(settings, csv_text([row])).rows_good == 1


def test_lines_too_long_too_short_and_unclosed(settings: Settings) -> None:
    lines = csv_text([case(n) for n in range(1, 6)]).splitlines()
    lines[1] += ",超出"
    lines[2] = lines[2].rsplit(",", 1)[0]
    lines[3] = lines[3].replace("教师", '"教师')
    result = deliver(settings, "\n".join(lines) + "\n")
    assert_conserved(result)
    assert (result.rows_in_file, result.rows_good, result.rows_quarantined) == (5, 2, 3)
    found = {q["_row_number"]: q["reason_code"] for q in quarantined(settings)}
    assert found[2] == "row_too_long"
    assert found[3] == "row_too_short"
    assert set(found) == {2, 3, 4}
    assert [r["case_no"] for r in good(settings)] == ["A0004", "A0005"]


def test_trailing_empty_cells_are_no_fault(settings: Settings) -> None:
    lines = csv_text([case(1)]).splitlines()
    lines[1] += ",,"
    assert deliver(settings, "\n".join(lines)).rows_good == 1


def test_one_line_per_row_and_reason(settings: Settings) -> None:
    row = case(1, 县区代码="X", 报案时间="?", 损失金额="?", 更新时间="?")
    result = deliver(settings, csv_text([row]))
    assert_conserved(result)
    assert result.rows_quarantined == 1
    assert reasons(settings) == {
        ("unknown_code", "county_code"),
        ("bad_date", "reported_at"),
        ("bad_number", "loss_amount"),
        ("bad_date", "updated_at"),
    }


def test_an_alias_of_two_types_without_a_date_is_one_row(settings: Settings) -> None:
    row = case(1, 诈骗类型="刷单返利", 报案时间="?")
    result = deliver(settings, csv_text([row]))
    assert_conserved(result)
    assert result.rows_in_file == 1


def test_values_are_masked(settings: Settings) -> None:
    rows = [
        card(1, 卡号=f"{CARD_NO}123"),
        card(2, 开户县区代码="13800138000"),
        card(3, 开户县区代码="138-0013-8000"),
        card(4, 通报时间="13800138000"),
        card(5, 卡级="999999199001011234"),
    ]
    deliver(settings, csv_text(rows), extract="card_involvements")
    lines = quarantined(settings, "card_involvements")
    assert len(lines) == 5
    for line in lines:
        assert "138" not in line["masked_value"]
        assert "9999" not in line["masked_value"]


@pytest.mark.parametrize("word", ["infinity", "-infinity", "epoch"])
def test_words_that_a_database_calls_times_are_no_dates(
    settings: Settings, word: str
) -> None:
    deliver(settings, csv_text([case(1, 发案时间=word), case(2, 发案时间="1900-1-1")]))
    assert reasons(settings) == {("bad_date", "occurred_at")}
    assert [row["case_no"] for row in good(settings)] == ["A0002"]
