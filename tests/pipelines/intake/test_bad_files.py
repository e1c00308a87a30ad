"""Files that are refused whole, each with one clear reason."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from pipelines.intake import DeliveryResult
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
    land,
    take_in,
)
from warehouse.settings import Settings

TEXT = csv_text([case(1), case(2)])
GB = TEXT.encode("gb18030")


def _without(header: str) -> str:
    return csv_text([{k: v for k, v in case().items() if k != header}])


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.csv", b"PK\x03\x04" + b"\0" * 60, "wrong_format", "xlsx"),
        ("a.csv", gzip.compress(GB, mtime=0), "wrong_format", ".csv"),
        ("a.xlsx", GB, "wrong_format", ".xlsx"),
        ("a.xlsx", b"PK\x03\x04" + b"\1" * 60, "unreadable_file", "工作簿"),
        ("a.xls", b"<html><table>", "wrong_format", ".xls"),
        ("a.parquet", GB, "wrong_format", ".parquet"),
        ("a.parquet", b"PAR1" + b"\1" * 60, "unreadable_file", "Parquet"),
        ("a.csv.gz", GB, "wrong_format", "gzip"),
        ("a.csv.gz", gzip.compress(GB, mtime=0)[:-12], "damaged_archive", "压缩"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "empty_file", "空"),
        ("a.txt", GB, "unknown_format", ".xlsx"),
        ("a.csv", b"", "empty_file", "空"),
        ("a.csv", b"\n\r\n  \n", "empty_file", "空"),
        ("a.csv", TEXT.encode("utf-16"), "unknown_encoding", "UTF-16"),
        (
            "a.csv",
            TEXT.encode().replace("女".encode(), b"\xff"),
            "damaged_text",
            "第 2 行",
        ),
        ("a.csv", TEXT.encode()[:-1] + b"\xe5", "damaged_text", "第 3 行"),
        ("a.csv", GB[:-1] + b"\xff\xff", "unknown_encoding", "GB18030"),
        (
            "a.csv",
            "案件編號,縣區,報案時間".encode("big5") * 9,
            "unknown_encoding",
            "编码",
        ),
        ("a.csv", _without("报案时间"), "missing_column", "报案时间"),
        ("a.csv", "甲,乙\n1,2\n", "no_header", "案件编号"),
        (
            "a.csv",
            csv_text([{**case(), "案件类别": "ft01"}]),
            "duplicate_column",
            "诈骗类型",
        ),
    ],
)
def test_reason_of_a_refused_file(
    settings: Settings, name: str, content: str | bytes, code: str, words: str
) -> None:
    land(settings, TEXT, "good.csv")
    results = {Path(r.file).name: r for r in _twice(settings, content, name)}
    refused = results[name]
    assert (refused.status, refused.reason_code) == ("rejected", code), refused
    assert words in (refused.reason or "")
    assert refused.rows_in_file is None
    assert_conserved(results["good.csv"])
    assert len(good(settings)) == 2


def _twice(settings: Settings, content: str | bytes, name: str) -> list[DeliveryResult]:
    land(settings, content, name)
    results = take_in(settings)
    assert take_in(settings) == []
    return results


def test_a_header_only_loads_no_rows(settings: Settings) -> None:
    result = deliver(settings, TEXT.splitlines()[0] + "\n")
    assert_conserved(result)
    assert result.rows_in_file == 0


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ({"rows": 3}, "meta_mismatch"),
        ({"sha256": "0" * 64}, "meta_mismatch"),
        ({"data_through": "2999-01-01"}, "meta_mismatch"),
        ({"data_through": "2024-13-01"}, "unreadable_meta"),
        ({"data_through": 5}, "unreadable_meta"),
        ({"rows": "many"}, "unreadable_meta"),
        ("[]", "unreadable_meta"),
        ("{", "unreadable_meta"),
    ],
)
def test_meta_that_does_not_match(
    settings: Settings, meta: dict[str, object] | str, code: str
) -> None:
    result = deliver(settings, TEXT, meta=meta)
    assert (result.status, result.reason_code) == ("rejected", code)
    assert good(settings) == []


def test_meta_that_matches(settings: Settings) -> None:
    meta = {
        "data_through": "2024-06-30",
        "rows": 2,
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    result = deliver(settings, TEXT, meta=meta)
    assert_conserved(result)
    assert result.data_through == "2024-06-30"


def test_a_mended_meta_file_is_checked_again(settings: Settings) -> None:
    first = deliver(settings, TEXT, meta={"rows": 3})
    second = deliver(settings, TEXT, meta={"rows": 2})
    assert_conserved(second)
    assert second.replaces == first.delivery_id


def test_a_file_that_cannot_be_read_stops_nothing_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = land(settings, TEXT, "bad.csv")
    land(settings, TEXT + "", "good.csv")
    real = Path.open

    def refuse(self: Path, *arguments: object, **options: object) -> object:
        if self == bad:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    results = {Path(r.file).name: r for r in take_in(settings)}
    assert results["bad.csv"].reason_code == "unreadable_file"
    assert_conserved(results["good.csv"])
