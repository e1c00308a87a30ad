"""Small deliveries for tests: correct unless a test says otherwise."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from pathlib import Path
from typing import Any

import duckdb

from pipelines.intake import DeliveryResult, intake_extract, load_contracts
from warehouse.settings import Settings

ID_NO = "999999199001011234"
PHONE = "10012345678"
CARD_NO = "9999990123456789012"

CASE = {
    "案件编号": "A0001",
    "县区代码": "530402",
    "派出所代码": "530402510000",
    "诈骗类型": "ft01",
    "发案时间": "2024-01-02 08:00:00",
    "报案时间": "2024-01-02 09:30:00",
    "立案时间": "2024-01-03",
    "破案时间": "",
    "损失金额": "1234.50",
    "挽回金额": "",
    "受害人证件号码": ID_NO,
    "受害人手机号": PHONE,
    "受害人性别": "女",
    "受害人年龄": "41",
    "受害人职业": "教师",
    "受害人单位代码": "",
    "诈骗渠道": "网络",
    "记录状态": "",
    "更新时间": "2024-01-05 10:00:00",
}
CARD = {
    "记录编号": "K0001",
    "卡类型": "银行卡",
    "卡号": CARD_NO,
    "发卡单位代码": "B01",
    "开户网点": "一支行",
    "开户县区代码": "530402",
    "开户日期": "2020-05-06",
    "通报时间": "2024-02-03 11:00:00",
    "关联案件编号": "A0001",
    "卡级": "一级卡",
    "记录状态": "有效",
    "更新时间": "2024-02-04 00:00:00",
}


def case(number: int = 1, **changes: str) -> dict[str, str]:
    """A correct case with some cells changed; keys are 表头."""
    return {**CASE, "案件编号": f"A{number:04d}", **changes}


def card(number: int = 1, **changes: str) -> dict[str, str]:
    """A correct involved card with some cells changed."""
    return {**CARD, "记录编号": f"K{number:04d}", **changes}


def csv_text(
    rows: list[dict[str, str]], delimiter: str = ",", quoting: Any = csv.QUOTE_MINIMAL
) -> str:
    """Rows as CSV with the header of the first."""
    stream = io.StringIO()
    writer = csv.writer(
        stream, delimiter=delimiter, quoting=quoting, lineterminator="\n"
    )
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return stream.getvalue()


def land(
    settings: Settings,
    content: str | bytes,
    name: str = "a.csv",
    extract: str = "cases",
    meta: dict[str, object] | str | None = None,
) -> Path:
    """Put a settled file into landing, with its meta file if there is one."""
    path = settings.landing / extract / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if meta is not None:
        text = meta if isinstance(meta, str) else json.dumps(meta)
        path.with_name(f"{name}.meta.json").write_text(text, "utf-8")
    settle(path)
    return path


def settle(path: Path, seconds: float = 60) -> None:
    """Make a file look as if it had been written a while ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def take_in(settings: Settings, extract: str = "cases") -> list[DeliveryResult]:
    """Run the intake of one extract."""
    return intake_extract(settings, load_contracts()[extract])


def deliver(
    settings: Settings,
    content: str | bytes,
    name: str = "a.csv",
    extract: str = "cases",
    meta: dict[str, object] | str | None = None,
) -> DeliveryResult:
    """Land one file and take it in."""
    land(settings, content, name, extract, meta)
    (result,) = take_in(settings, extract)
    return result


def _table(settings: Settings, file: str, extract: str) -> list[dict[str, Any]]:
    glob = f"{settings.deliveries_dir}/{extract}/*/{file}.parquet"
    with duckdb.connect() as connection:
        table = connection.execute(
            f"select * from read_parquet('{glob}') order by _delivery_id, _row_number"
        ).fetch_arrow_table()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def good(settings: Settings, extract: str = "cases") -> list[dict[str, Any]]:
    """All good rows of an extract."""
    return _table(settings, "rows", extract)


def quarantined(settings: Settings, extract: str = "cases") -> list[dict[str, Any]]:
    """All quarantine lines of an extract."""
    return _table(settings, "quarantine", extract)


def reasons(settings: Settings, extract: str = "cases") -> set[tuple[str, str | None]]:
    """(reason code, column) of everything in quarantine."""
    return {
        (line["reason_code"], line["column_name"])
        for line in quarantined(settings, extract)
    }


def assert_conserved(result: DeliveryResult) -> None:
    """Every record of a loaded file is good, quarantined or skipped."""
    assert result.status == "loaded", result
    assert result.rows_in_file is not None
    assert result.rows_good is not None
    assert result.rows_quarantined is not None
    assert result.rows_skipped is not None
    assert result.rows_in_file == (
        result.rows_good + result.rows_quarantined + result.rows_skipped
    )
