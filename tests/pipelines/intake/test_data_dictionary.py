"""The data dictionary says what the contracts say."""

from __future__ import annotations

from dataclasses import replace

from pipelines.intake import load_contracts
from pipelines.intake.data_dictionary import data_dictionary
from tests.conftest import PROJECT

CASES = load_contracts()["cases"]


def test_the_committed_file_is_up_to_date() -> None:
    committed = (PROJECT / "docs/data-dictionary.md").read_text("utf-8")
    assert committed == data_dictionary(load_contracts().values()), "run make docs"


def _line(name: str, text: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_a_column_is_told_with_its_rules_in_words() -> None:
    text = data_dictionary([CASES])
    assert _line("case_no", text)[1:4] == ["案件编号", "文本 text", "是"]
    assert _line("victim_phone", text)[5] == "是：phone"
    for name, words in {
        "victim_age": "不小于 0；不大于 120",
        "solved_at": "不早于“立案时间”；不晚于“更新时间”加一天",
        "recovered_amount": "不大于“损失金额”",
        "record_status": "取值：有效、撤销；空则为 有效",
        "fraud_type": "代码表“诈骗类型”",
    }.items():
        assert words in _line(name, text)[4]
    assert "损失金额（涉案金额、损失金额（万元））" in _line("loss_amount", text)


def test_every_rule_has_words() -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            spoken = "".join(_line(column.name, data_dictionary([contract]))[1:])
            for value in column.rules.values():
                if isinstance(value, list):
                    assert all(item in spoken for item in value)


def test_a_bar_does_not_break_the_table() -> None:
    (first, *rest) = CASES.columns
    odd = replace(first, rules={"pattern": "a|b"})
    text = data_dictionary([replace(CASES, columns=(odd, *rest))])
    assert r"`a\|b`" in text
