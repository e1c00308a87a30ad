"""`fanzha claims`: a document is judged by the edition's own rule, and not taken in."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from pipelines.cli import main
from tests.conftest import PROJECT
from tests.warehouse.conftest import write_build
from warehouse.editions import current_edition, publish
from warehouse.locking import writer_lock
from warehouse.settings import Settings

pytestmark = pytest.mark.long

DOCUMENT = PROJECT / "pipelines" / "demo" / "published_figures.csv"
Claims = Callable[..., Result]


@pytest.fixture
def claims(demo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """Runs the command on the demo."""
    monkeypatch.setenv("FANZHA_HOME", str(demo_settings.home))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["claims", *map(str, arguments)])

    return run


@pytest.fixture
def rows() -> list[dict[str, str]]:
    """Claims of the documents that the demo was made after."""
    with DOCUMENT.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def _files(folder: Path) -> dict[Path, tuple[int, int]]:
    stats = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (s.st_size, s.st_mtime_ns) for path, s in stats.items()}


def _shown(answer: Result) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = json.loads(answer.stdout)
    return shown


def test_a_delivered_document_is_judged_as_the_warehouse_judged_it(
    claims: Claims, demo_settings: Settings
) -> None:
    delivered = claims("--format", "json")
    checked = claims(DOCUMENT, "--format", "json")

    edition = current_edition(demo_settings)
    assert edition is not None
    assert {claim["edition"] for claim in _shown(delivered)} == {edition.id}
    assert len(_shown(delivered)) == 44
    assert (delivered.exit_code, checked.exit_code) == (0, 0)
    assert _shown(checked) == _shown(delivered)


def test_another_figure_disagrees_and_nothing_is_written(
    claims: Claims, demo_settings: Settings, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    rows[0] |= {"lower": "600", "upper": "700"}
    rows[1] |= {"period_start": "2019-01-01", "period_end": "2019-06-30"}
    rows[2] |= {"lower": "600", "comparable": "否"}
    path = _write(tmp_path / "稿件.csv", rows[:3])
    before = _files(demo_settings.home)

    with writer_lock(demo_settings):  # a refresh goes on
        before |= _files(demo_settings.home)
        answer = claims(path, "--format", "json")
        assert _files(demo_settings.home) == before

    assert answer.exit_code == 1
    assert [claim["verdict"] for claim in _shown(answer)] == [
        "disagrees",
        "not_computable",
        "not_comparable",
    ]
    wrong, absent, other = _shown(answer)
    assert wrong["distance"] == wrong["computed_value"] - 600 < 0
    assert absent["distance"] is None
    assert other["distance"] == other["computed_value"] - 600


def test_on_the_screen_verdicts_are_words_and_are_counted(
    claims: Claims, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    rows[0] |= {"lower": "600", "upper": "700"}

    answer = claims(_write(tmp_path / "figures.csv", rows))

    assert "不符" in answer.stdout and "disagrees" not in answer.stdout
    assert "相符 41 · 不符 1 · 口径不同 2 · 无法计算 0" in answer.stdout


def test_a_workbook_with_chinese_headings_is_read_as_well(
    claims: Claims, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "figures.xlsx"
    headings = (
        "文件名称 序号 公布日期 指标代码 对象类型 对象代码 期间起 期间止 方面 下限 上限"
        " 原文 可比 说明"
    )
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings.split())
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, list(row.values()))

    answer = claims(path, "--format", "json")

    assert answer.exit_code == 0, answer.output
    assert _shown(answer) == _shown(claims("--format", "json"))


def test_rows_that_cannot_be_read_are_named_and_the_others_judged(
    claims: Claims, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    rows[1] |= {"period_end": "2024-06-31"}
    rows[2] |= {"kpi_code": "挽损率"}
    rows[4] |= {"lower": "500", "upper": "400"}
    path = _write(tmp_path / "figures.csv", rows[:5])

    answer = claims(path, "--format", "json")

    assert answer.exit_code == 2
    assert [claim["claim_no"] for claim in _shown(answer)] == [1, 4]
    assert "第 3 行：“期间止”不是约定格式的日期（2024-06-31）" in answer.stderr
    assert "第 4 行：“指标代码”不在代码表中" in answer.stderr
    assert "第 6 行：“下限”大于“上限”（500）" in answer.stderr


def test_a_number_given_twice_is_judged_twice(
    claims: Claims, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    twice = [rows[0], {**rows[0], "lower": "600", "upper": "700"}]

    answer = claims(_write(tmp_path / "figures.csv", twice), "--format", "json")

    verdicts = sorted(claim["verdict"] for claim in _shown(answer))
    assert verdicts == ["agrees", "disagrees"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("absent.csv", None, "没有这个文件"),
        ("folder.csv", "", "无法打开或读取"),
        ("empty.csv", b"", "文件是空的"),
        ("other.csv", b"a,b\n1,2\n", "没有表头"),
        ("broken.xlsx", b"PK\x03\x04 broken", "broken.xlsx"),
        ("text.xlsx", b"document,claim_no\n", "文件名是 .xlsx"),
        ("figures.zip", b"PK\x03\x04", "请先解压"),
        ("figures.pdf", b"%PDF", "不支持的文件类型"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    claims: Claims, tmp_path: Path, name: str, content: bytes | str | None, reason: str
) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.mkdir()

    answer = claims(path)

    assert answer.exit_code == 2, answer.output
    assert isinstance(answer.exception, SystemExit)
    assert str(path) in answer.stderr and reason in answer.stderr


def test_a_zip_is_not_offered_where_none_is_read(
    claims: Claims, tmp_path: Path
) -> None:
    path = tmp_path / "figures.txt"
    path.write_text("文件名称")

    answer = claims(path)

    assert ".parquet" in answer.stderr and ".zip" not in answer.stderr


def test_a_pipe_is_refused_and_not_waited_for(claims: Claims, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    os.mkfifo(path)

    answer = claims(path)

    assert answer.exit_code == 2
    assert "不是普通文件" in answer.stderr


def test_without_an_edition_or_with_an_older_one_a_refresh_is_advised(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANZHA_HOME", str(settings.home))

    assert "fanzha refresh" in CliRunner().invoke(main, ["claims"]).stderr
    write_build(settings, 1)
    publish(settings, {})
    for arguments in (["claims"], ["claims", str(DOCUMENT)]):
        answer = CliRunner().invoke(main, arguments)
        assert answer.exit_code == 1
        assert "请先运行 fanzha refresh" in answer.stderr
