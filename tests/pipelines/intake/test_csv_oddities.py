"""What programs do to CSV files: each oddity has one decided outcome."""

from __future__ import annotations

import csv

import pytest

from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
    quarantined,
    reasons,
)
from warehouse.settings import Settings

TEXT = csv_text([case(1), case(2)])
HEAD, FIRST, SECOND = TEXT.splitlines()
QUOTED = csv_text([case(1), case(2)], quoting=csv.QUOTE_ALL)
BOM = "\ufeff"


@pytest.mark.parametrize(
    ("content", "skipped"),
    [
        pytest.param(TEXT.replace("\n", "\r"), 0, id="CR only"),
        pytest.param(TEXT.replace("\n", "\r").encode("gb18030"), 0, id="CR only, GB"),
        pytest.param(f"{HEAD}\r\n{FIRST}\n{SECOND}\r\n", 0, id="mixed line ends"),
        pytest.param(TEXT + "\x1a", 0, id="DOS end mark"),
        pytest.param(BOM + BOM + TEXT, 0, id="two byte order marks"),
        pytest.param((BOM + TEXT).encode("gb18030"), 0, id="GB byte order mark"),
        pytest.param((BOM + QUOTED).encode("gb18030"), 0, id="the same, quoted"),
        pytest.param(f"{HEAD},\n{FIRST}\n{SECOND}\n", 0, id="delimiter after header"),
        pytest.param(f"{HEAD},\n{FIRST},\n{SECOND},,\n", 0, id="trailing delimiters"),
        pytest.param(f"{HEAD}\n{FIRST},\n{SECOND},\n", 0, id="delimiters after rows"),
        pytest.param(f"\n\n{HEAD}\n,,\n{FIRST}\n\n{SECOND}\n\n", 5, id="blank lines"),
        pytest.param(f"sep=;\n{TEXT.replace(',', ';')}", 1, id="sep="),
        pytest.param(f'一月"重点"案件\n{TEXT}', 1, id="quotes in a title"),
        pytest.param(f'"统计\n表"\n{TEXT}', 2, id="a title of two lines"),
        pytest.param(
            TEXT.replace("案件编号", '"案件\n编号"'), 0, id="a heading of two"
        ),
        pytest.param(f"{TEXT}合 计,,\n总计：\n本页小计,1\n", 3, id="totals"),
        pytest.param(f"{HEAD}\n{FIRST}\n{HEAD}\n{SECOND}\n", 1, id="header again"),
        pytest.param(
            f"{BOM}{HEAD}\n{FIRST}\n{BOM}{HEAD}\n{SECOND}\n", 1, id="files joined"
        ),
        pytest.param(
            BOM
            + csv_text([case(1)], quoting=csv.QUOTE_ALL)
            + BOM
            + csv_text([case(2)], quoting=csv.QUOTE_ALL),
            1,
            id="quoted files joined",
        ),
        pytest.param(TEXT.replace("A0001", "A0001\t"), 0, id="a tab that Excel wants"),
    ],
)
def test_read_as_if_nothing_were_odd(
    settings: Settings, content: str | bytes, skipped: int
) -> None:
    result = deliver(settings, content)
    assert_conserved(result)
    assert quarantined(settings) == []
    assert (result.rows_good, result.rows_skipped) == (2, skipped)
    assert [row["case_no"] for row in good(settings)] == ["A0001", "A0002"]
    assert {row["victim_occupation"] for row in good(settings)} == {"教师"}


def test_rows_after_a_heading_of_two_lines_keep_their_line_numbers(
    settings: Settings,
) -> None:
    deliver(settings, "标题\n" + TEXT.replace("案件编号", '"案件\n编号"'))
    assert [row["_row_number"] for row in good(settings)] == [4, 5]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (TEXT.replace("教师", "教\0师"), "not_text", "空字节"),
        (TEXT.replace(",", "|"), "no_header", "表头"),
        (
            TEXT + csv_text([dict(reversed(case(3).items()))]),
            "second_header",
            "第 4 行",
        ),
        (
            TEXT + csv_text([{k: v for k, v in case(3).items() if k != "发案时间"}]),
            "second_header",
            "第 4 行",
        ),
    ],
)
def test_refused_whole(settings: Settings, content: str, code: str, words: str) -> None:
    result = deliver(settings, content)
    assert (result.status, result.reason_code) == ("rejected", code)
    assert words in (result.reason or "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"案件编号": "'A0001"}, ("text_mark", "case_no")),
        ({"案件编号": '="A0001"'}, ("text_mark", "case_no")),
        ({"受害人手机号": "'10012345678"}, ("text_mark", "victim_phone")),
        ({"受害人证件号码": "#N/A"}, ("excel_error", "victim_id_no")),
        ({"受害人职业": "#REF!"}, ("excel_error", "victim_occupation")),
        ({"受害人职业": "########"}, ("excel_error", "victim_occupation")),
        ({"发案时间": "########"}, ("bad_date", "occurred_at")),
    ],
)
def test_what_a_spreadsheet_left_in_place_of_a_value(
    settings: Settings, changes: dict[str, str], reason: tuple[str, str]
) -> None:
    result = deliver(settings, csv_text([case(1, **changes), case(2)]))
    assert_conserved(result)
    assert result.rows_good == 1
    assert reasons(settings) == {reason}


@pytest.mark.parametrize(
    "job",
    ["'教师'", "=1+1", "#1 工地", "教\t师", "教\r师", "a\u2028b", '"', "教\x0b师"],
)
def test_free_text_may_hold_anything(settings: Settings, job: str) -> None:
    assert_conserved(deliver(settings, csv_text([case(1, 受害人职业=job)])))
    assert good(settings)[0]["victim_occupation"] == job
