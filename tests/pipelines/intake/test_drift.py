"""Columns that change: each kind ends in a decision with a name, never in nulls."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from pipelines.intake import Contract, DeliveryResult, intake_extract, load_contracts
from pipelines.intake.contracts import Column
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    good,
    land,
    reasons,
    take_in,
)
from warehouse.settings import Settings

Table = list[list[str]]
CASES = load_contracts()["cases"]
STRICT = replace(CASES, strict=True, digest="strict")


def _table(*rows: dict[str, str]) -> Table:
    rows = rows or (case(1), case(2))
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _as_csv(table: Table) -> bytes:
    rows = [dict(enumerate(row)) for row in table]
    text = csv_text([{str(k): v for k, v in row.items()} for row in rows])
    return text.partition("\n")[2].encode("gb18030")


def _as_xlsx(table: Table) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(table):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell)
    return stream.getvalue()


def _as_parquet(table: Table) -> bytes:
    stream = io.BytesIO()
    columns = [pa.array(column) for column in zip(*table[1:], strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, names=table[0]), stream)
    return stream.getvalue()


@pytest.fixture(params=["csv", "xlsx", "parquet"])
def deliver_table(
    request: pytest.FixtureRequest, settings: Settings
) -> Callable[..., DeliveryResult]:
    """Delivers a table in one of the formats, under a contract."""
    write = {"csv": _as_csv, "xlsx": _as_xlsx, "parquet": _as_parquet}

    def deliver(table: Table, contract: Contract = CASES) -> DeliveryResult:
        land(settings, write[request.param](table), f"a.{request.param}")
        (result,) = intake_extract(settings, contract)
        return result

    return deliver


def _renamed(table: Table, **names: str) -> Table:
    return [[names.get(heading, heading) for heading in table[0]], *table[1:]]


def _without(table: Table, heading: str) -> Table:
    place = table[0].index(heading)
    return [[*row[:place], *row[place + 1 :]] for row in table]


def _with(table: Table, heading: str, *cells: str) -> Table:
    added = (heading, *(cells or ["x"] * len(table[1:])))
    return [[*row, cell] for row, cell in zip(table, added, strict=True)]


Deliver = Callable[..., DeliveryResult]


@pytest.mark.parametrize("contract", [CASES, STRICT], ids=["lenient", "strict"])
def test_a_renamed_required_column_is_rejected_with_both_names(
    deliver_table: Deliver, contract: Contract
) -> None:
    result = deliver_table(_renamed(_table(), 报案时间="报警时间"), contract)
    assert (result.status, result.reason_code) == ("rejected", "missing_column")
    assert "必需的列：报案时间" in (result.reason or "")
    assert "报警时间（是否由“报案时间”改名？）" in (result.reason or "")


@pytest.mark.parametrize("contract", [CASES, STRICT], ids=["lenient", "strict"])
@pytest.mark.parametrize("name", ["受害人手机号码", "手机号", "受害者手机号"])
def test_a_renamed_optional_column_is_rejected_with_both_names(
    deliver_table: Deliver, contract: Contract, name: str
) -> None:
    result = deliver_table(_renamed(_table(), 受害人手机号=name), contract)
    assert (result.status, result.reason_code) == ("rejected", "renamed_column")
    assert "缺少：受害人手机号；" in (result.reason or "")
    assert f"{name}（是否由“受害人手机号”改名？）" in (result.reason or "")


def test_a_heading_declared_as_ignored_is_no_new_name(deliver_table: Deliver) -> None:
    known = replace(STRICT, ignored_headers=("受害人 手机号码",))
    result = deliver_table(_with(_table(), "受害人手机号码"), known)
    assert_conserved(result)
    assert (result.ignored_columns, result.notice) == (None, None)


def test_a_dropped_required_column_is_rejected(deliver_table: Deliver) -> None:
    result = deliver_table(_without(_table(), "报案时间"))
    assert (result.status, result.reason_code) == ("rejected", "missing_column")
    assert result.reason == "缺少必需的列：报案时间"


def test_a_dropped_optional_column_is_named(
    settings: Settings, deliver_table: Deliver
) -> None:
    result = deliver_table(_without(_without(_table(), "破案时间"), "受害人职业"))
    assert_conserved(result)
    assert result.missing_columns == "破案时间；受害人职业"
    assert result.notice == "缺少的可选列：破案时间、受害人职业"
    assert len(good(settings)) == 2


def test_a_dropped_optional_column_is_rejected_when_strict(
    deliver_table: Deliver,
) -> None:
    result = deliver_table(_without(_table(), "破案时间"), STRICT)
    assert (result.status, result.reason_code) == ("rejected", "missing_column")
    assert result.reason == "缺少列：破案时间"


def test_an_added_column_is_named(deliver_table: Deliver) -> None:
    result = deliver_table(_with(_with(_table(), "备注"), "录入 单位"))
    assert_conserved(result)
    assert result.ignored_columns == "备注；录入 单位"
    assert result.notice == "合同未声明、未载入的列：备注、录入 单位"


def test_an_added_column_is_rejected_when_strict(deliver_table: Deliver) -> None:
    result = deliver_table(_with(_table(), "备注"), STRICT)
    assert (result.status, result.reason_code) == ("rejected", "unknown_column")
    assert result.reason == "合同未声明的列：备注"


def test_a_number_in_a_heading_is_not_quoted(deliver_table: Deliver) -> None:
    result = deliver_table(_with(_table(), "电话10012345678"))
    assert result.ignored_columns == "电话***"


def test_data_that_looks_like_a_header_is_not_quoted(deliver_table: Deliver) -> None:
    result = deliver_table([["案件编号", "张三", "10012345678"], ["1", "2", "3"]])
    assert result.reason_code == "missing_column"
    assert "第 2 列" in (result.reason or "")
    assert "张三" not in (result.reason or "")


def test_reordered_columns_are_the_same(
    settings: Settings, deliver_table: Deliver
) -> None:
    table = [list(reversed(row)) for row in _table()]
    result = deliver_table(table, STRICT)
    assert_conserved(result)
    assert result.notice is None
    assert [row["case_no"] for row in good(settings)] == ["A0001", "A0002"]


@pytest.mark.parametrize("second", ["报案时间", "reported_at", " 报案\n时间"])
def test_a_column_twice_is_rejected(deliver_table: Deliver, second: str) -> None:
    result = deliver_table(_with(_table(), second, "2024-01-01", "2024-01-02"))
    assert (result.status, result.reason_code) == ("rejected", "duplicate_column")
    assert "“报案时间”出现了两次（第 6 列与第 20 列）" in (result.reason or "")


@pytest.mark.parametrize(
    ("name", "spelling", "amount"),
    [
        ("损失金额", "\ufeff损失 金额\u3000", "1234.50"),
        ("损失金额", "损失\n金额", "1234.50"),
        ("损失金额", "损失\u200b金额\r\n(万元)", "12345000.00"),
        ("损失金额", "损失金额（ 万元 ）", "12345000.00"),
        ("损失金额", "Loss_Amount", "1234.50"),
        ("损失金额", "ＬＯＳＳ＿ＡＭＯＵＮＴ", "1234.50"),
    ],
)
def test_spelling_of_a_heading_makes_no_difference(
    settings: Settings, deliver_table: Deliver, name: str, spelling: str, amount: str
) -> None:
    result = deliver_table(_renamed(_table(), **{name: spelling}), STRICT)
    assert_conserved(result)
    assert (result.rows_in_file, result.rows_good, result.notice) == (2, 2, None)
    assert {str(row["loss_amount"]) for row in good(settings)} == {amount}


@pytest.mark.parametrize(
    ("heading", "cells", "code"),
    [
        ("立案时间", ("03/01/2024", "04/01/2024"), "bad_date"),
        ("损失金额", ("一千元", "1.5万"), "bad_number"),
        ("挽回金额", ("无", "无"), "bad_number"),
        ("受害人年龄", ("中年", "青年"), "bad_integer"),
        ("县区代码", ("01", "02"), "unknown_code"),
        ("受害人性别", ("F", "M"), "unknown_value"),
        ("受害人证件号码", ("9.99999E+17", "9.99999E+17"), "scientific_notation"),
    ],
)
def test_a_retyped_column_is_quarantined_and_named(
    settings: Settings,
    deliver_table: Deliver,
    heading: str,
    cells: tuple[str, str],
    code: str,
) -> None:
    rows = [case(n, **{heading: cell}) for n, cell in enumerate((*cells, ""), 1)]
    result = deliver_table(_table(*rows))
    assert_conserved(result)
    assert code in {reason for reason, _ in reasons(settings)}
    assert result.retyped_columns == heading
    assert heading in (result.notice or "")
    column = next(c for c in CASES.columns if c.header == heading)
    assert all(
        row[column.stored_name] in (None, 0) for row in good(settings)
    )  # what was empty, or its default


def test_some_bad_values_are_no_retyped_column(
    settings: Settings, deliver_table: Deliver
) -> None:
    ages = ("中年", "青年", "41")
    rows = [case(n, 受害人年龄=age) for n, age in enumerate(ages, 1)]
    result = deliver_table(_table(*rows))
    assert (result.rows_quarantined, result.notice) == (2, None)


def _with_column(contract: Contract, column: Column) -> Contract:
    columns = (*contract.columns, column)
    return replace(contract, columns=columns, digest=f"with {column.name}")


NOTE = Column("note", "备注", "text", False, False, False, {})


def test_an_ignored_column_is_read_once_the_contract_knows_it(
    settings: Settings,
) -> None:
    land(settings, csv_text([{**case(1), "备注": "甲"}]), "with.csv")
    land(settings, csv_text([case(2)]), "without.csv")
    first = {result.file: result for result in take_in(settings)}
    (second,) = intake_extract(settings, _with_column(CASES, NOTE))
    assert second.replaces == first["cases/with.csv"].delivery_id
    assert second.ignored_columns is None
    assert intake_extract(settings, _with_column(CASES, NOTE)) == []


def test_a_contract_that_changes_otherwise_reads_nothing_again(
    settings: Settings,
) -> None:
    land(settings, csv_text([{**case(1), "备注": "甲"}]))
    assert take_in(settings)[0].ignored_columns == "备注"
    other: Any = replace(NOTE, name="other", header="其他")
    assert intake_extract(settings, _with_column(CASES, other)) == []
