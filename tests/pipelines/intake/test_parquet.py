"""Typed Parquet columns: the right value or a named reason."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.intake import DeliveryResult
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    deliver,
    good,
    reasons,
)
from warehouse.settings import Settings

MOMENT = datetime(2024, 1, 2, 9, 30)
INSTANT = datetime(2024, 1, 2, 1, 30, tzinfo=UTC)


def parquet(settings: Settings, **columns: pa.Array) -> DeliveryResult:
    """One row; columns by 表头."""
    table = {header: pa.array([value or None]) for header, value in case().items()}
    stream = io.BytesIO()
    pq.write_table(pa.table({**table, **columns}), stream)
    return deliver(settings, stream.getvalue(), "a.parquet")


def _of(value: Any, kind: pa.DataType | None = None) -> pa.Array:
    return pa.array([value], kind)


@pytest.mark.parametrize(
    ("header", "column", "stored", "value"),
    [
        ("报案时间", _of(INSTANT, pa.timestamp("us", "UTC")), "reported_at", MOMENT),
        (
            "报案时间",
            _of(INSTANT, pa.timestamp("ms", "America/New_York")),
            "reported_at",
            MOMENT,
        ),
        ("报案时间", _of(MOMENT, pa.timestamp("ns")), "reported_at", MOMENT),
        ("报案时间", _of(MOMENT, pa.timestamp("s")), "reported_at", MOMENT),
        ("立案时间", _of(date(2024, 1, 3)), "filed_at", datetime(2024, 1, 3)),
        (
            "立案时间",
            _of(date(2024, 1, 3), pa.date64()),
            "filed_at",
            datetime(2024, 1, 3),
        ),
        ("损失金额", _of(Decimal("1234.5000")), "loss_amount", Decimal("1234.50")),
        ("损失金额", _of(0.1 + 0.2), "loss_amount", Decimal("0.30")),
        ("损失金额", _of(12), "loss_amount", Decimal("12.00")),
        ("受害人年龄", _of(41.0), "victim_age", 41),
        ("受害人年龄", _of(41, pa.uint8()), "victim_age", 41),
        ("受害人年龄", _of(41).dictionary_encode(), "victim_age", 41),
        ("案件编号", _of(530402202401010001), "case_no", "530402202401010001"),
        ("案件编号", _of(1.0), "case_no", "1"),
        ("案件编号", _of(b"A0001"), "case_no", "A0001"),
        ("受害人职业", _of("教师", pa.large_string()), "victim_occupation", "教师"),
        ("受害人职业", _of("教师", pa.string_view()), "victim_occupation", "教师"),
        ("受害人职业", _of("教师").dictionary_encode(), "victim_occupation", "教师"),
        ("受害人职业", _of("教师".encode()), "victim_occupation", "教师"),
        ("受害人职业", pa.nulls(1), "victim_occupation", None),
        ("备注", _of({"a": 1}), "victim_occupation", "教师"),
        ("备注", _of(b"\xff"), "victim_occupation", "教师"),
        ("备注", _of(1.5, pa.float16()), "victim_occupation", "教师"),
        ("备注", _of(Decimal(1), pa.decimal256(50, 2)), "victim_occupation", "教师"),
    ],
)
def test_value_of_a_typed_column(
    settings: Settings, header: str, column: pa.Array, stored: str, value: object
) -> None:
    result = parquet(settings, **{header: column})
    assert_conserved(result)
    assert reasons(settings) == set()
    assert good(settings)[0][stored] == value


@pytest.mark.parametrize(
    ("header", "column", "reason"),
    [
        ("报案时间", _of(time(9)), ("bad_date", "reported_at")),
        ("报案时间", _of(45293), ("bad_date", "reported_at")),
        ("损失金额", _of(Decimal("1.234")), ("bad_number", "loss_amount")),
        ("损失金额", _of(1e16), ("bad_number", "loss_amount")),
        ("损失金额", _of(float("nan")), ("bad_number", "loss_amount")),
        ("损失金额", _of(-1.5), ("negative_amount", "loss_amount")),
        ("受害人年龄", _of(41.5), ("bad_integer", "victim_age")),
        ("受害人年龄", _of(timedelta(1)), ("bad_integer", "victim_age")),
        ("受害人证件号码", _of(1.2e17), ("scientific_notation", "victim_id_no")),
    ],
)
def test_reason_of_a_typed_value(
    settings: Settings, header: str, column: pa.Array, reason: tuple[str, str]
) -> None:
    assert_conserved(parquet(settings, **{header: column}))
    assert reasons(settings) == {reason}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("受害人职业", _of(["教师"])),
        ("受害人职业", _of({"a": 1})),
        ("受害人职业", _of([("a", 1)], pa.map_(pa.string(), pa.int64()))),
        ("受害人职业", _of("教师".encode("gb18030"))),
        ("损失金额", _of(1.5, pa.float32())),
        ("损失金额", _of(1.5, pa.float16())),
        ("损失金额", _of(Decimal(1), pa.decimal256(50, 2))),
    ],
)
def test_types_that_give_no_text_are_refused(
    settings: Settings, header: str, column: pa.Array
) -> None:
    result = parquet(settings, **{header: column})
    assert (result.status, result.reason_code) == ("rejected", "bad_column_type")
    assert header in (result.reason or "")


def test_text_that_is_not_utf8_is_refused(settings: Settings) -> None:
    bad = pa.Array.from_buffers(
        pa.string(),
        1,
        [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xbd\xcc")],
    )
    result = parquet(settings, 受害人职业=bad)
    assert (result.status, result.reason_code) == ("rejected", "bad_column_type")


def test_a_file_without_rows_loads_none(settings: Settings) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({h: pa.array([], pa.string()) for h in case()}), stream)
    result = deliver(settings, stream.getvalue(), "a.parquet")
    assert_conserved(result)
    assert result.rows_in_file == 0
