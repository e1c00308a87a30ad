"""Rows in quarantine are written out, corrected, delivered again and closed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from pipelines.intake import DeliveryResult, load_contracts
from pipelines.intake.corrections import ExportError, OpenRows, export_rows
from tests.pipelines.intake.landing import (
    ID_NO,
    case,
    csv_text,
    deliver,
    land,
    settle,
    take_in,
)
from warehouse.settings import Settings

ROWS = [
    case(1),
    case(2, 报案时间="昨天"),
    case(3, 损失金额="三万"),
    case(4),
]


def export(settings: Settings, result: DeliveryResult) -> Path | None:
    reasons = {3: "“报案时间”不是约定格式的日期", 4: "“损失金额”不是数值"}
    rows = OpenRows(
        result.delivery_id, result.extract, result.file, result.sha256, reasons
    )
    return export_rows(settings, load_contracts()["cases"], rows)


def sheet(path: Path) -> list[dict[str, str]]:
    workbook = CalamineWorkbook.from_path(str(path))
    header, *rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=True)
    names = [str(name) for name in header]
    return [dict(zip(names, map(str, row), strict=True)) for row in rows]


def links(settings: Settings, result: DeliveryResult) -> list[tuple[object, ...]]:
    path = settings.deliveries_dir / "cases" / result.delivery_id
    return duckdb.execute(
        f"select _row_number, corrects_delivery_id, corrects_row_number"
        f" from read_parquet('{path}/corrections.parquet') order by all"
    ).fetchall()


def test_open_rows_are_written_as_they_were_delivered(settings: Settings) -> None:
    result = deliver(settings, csv_text(ROWS))
    written = export(settings, result)
    assert written is not None
    first, second = sheet(written)
    assert {name: first[name] for name in case(2)} == case(2, 报案时间="昨天")
    assert first["受害人证件号码"] == ID_NO
    assert (first["来源投递"], first["来源行号"]) == (result.delivery_id, "3")
    assert second["隔离原因"] == "“损失金额”不是数值"


def test_the_workbook_waits_in_landing_and_is_not_taken_in(settings: Settings) -> None:
    written = export(settings, deliver(settings, csv_text(ROWS)))
    assert written is not None
    assert written.parent == settings.landing / "cases" / "待更正"
    settle(written)
    assert take_in(settings) == []


def test_a_workbook_that_is_there_is_left_alone(settings: Settings) -> None:
    result = deliver(settings, csv_text(ROWS))
    written = export(settings, result)
    assert written is not None
    written.write_bytes(b"half corrected")
    assert export(settings, result) is None
    assert written.read_bytes() == b"half corrected"


def test_a_corrected_row_names_the_one_it_stands_for(settings: Settings) -> None:
    result = deliver(settings, csv_text(ROWS))
    written = export(settings, result)
    assert written is not None
    first, second = sheet(written)
    first["报案时间"] = "2024-01-02 10:00:00"
    corrected = deliver(settings, csv_text([first, second]), "更正.csv")
    assert (corrected.rows_good, corrected.rows_quarantined) == (1, 1)
    assert corrected.ignored_columns is None
    # Only the good one closes its row; the other is in quarantine again.
    assert links(settings, corrected) == [(2, result.delivery_id, 3)]


def test_a_row_without_a_link_closes_nothing(settings: Settings) -> None:
    row = case(5) | {"来源投递": "", "来源行号": "", "隔离原因": ""}
    odd = case(6) | {"来源投递": "d", "来源行号": "第三行", "隔离原因": ""}
    corrected = deliver(settings, csv_text([row, odd]), "更正.csv")
    assert corrected.rows_good == 2
    assert links(settings, corrected) == []


def test_a_member_of_a_zip_is_exported_too(settings: Settings) -> None:
    path = settings.landing / "cases" / "x.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("成员.csv", csv_text(ROWS))
    settle(path)
    (result,) = take_in(settings)
    written = export(settings, result)
    assert written is not None
    assert [row["来源行号"] for row in sheet(written)] == ["3", "4"]


@pytest.mark.parametrize("fate", ["changed", "gone"])
def test_a_file_that_changed_or_went_away_cannot_be_exported(
    settings: Settings, fate: str
) -> None:
    result = deliver(settings, csv_text(ROWS))
    path = settings.landing / result.file
    path.unlink() if fate == "gone" else land(settings, csv_text(ROWS[:1]))
    with pytest.raises(ExportError, match="无法导出"):
        export(settings, result)
    assert not list((settings.landing / "cases").glob("待更正/*"))


def test_headings_of_another_unit_are_kept(settings: Settings) -> None:
    rows = [{**case(1), "报案时间": "昨天"}]
    text = csv_text(rows).replace("损失金额", "损失金额（万元）")
    result = deliver(settings, text)
    reasons = {2: "“报案时间”不是约定格式的日期"}
    rows_ = OpenRows(result.delivery_id, "cases", result.file, result.sha256, reasons)
    written = export_rows(settings, load_contracts()["cases"], rows_)
    assert written is not None
    assert "损失金额（万元）" in sheet(written)[0]
