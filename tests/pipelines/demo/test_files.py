"""The files of the demo: repeatable, mixed in form, with the usual errors."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipelines.demo import write_demo
from pipelines.demo.layouts import HEADERS
from tests.pipelines.demo.reader import read_landing

SCALE = 0.01


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    write_demo(folder, scale=SCALE)
    return folder


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(landing: Path, tmp_path: Path) -> None:
    written = write_demo(tmp_path, scale=SCALE)
    assert _digests(tmp_path) == _digests(landing)
    assert {str(path.relative_to(tmp_path)) for path in written} == set(
        _digests(landing)
    )


def test_another_seed_writes_other_records(landing: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, seed=5, scale=SCALE)
    ours, theirs = _digests(landing), _digests(tmp_path)
    assert set(ours) == set(theirs)
    same = {name for name in ours if ours[name] == theirs[name]}
    assert same == {"DEMO", "published_figures/published_figures.csv"}


def test_writing_again_replaces_and_leaves_no_parts(
    landing: Path, tmp_path: Path
) -> None:
    write_demo(tmp_path, seed=5, scale=SCALE)
    write_demo(tmp_path, scale=SCALE)
    assert _digests(tmp_path) == _digests(landing)


def test_the_folder_is_marked_as_demo(landing: Path) -> None:
    assert (landing / "DEMO").read_text(encoding="utf-8") == "演示数据\n"


def test_every_form_of_file_occurs(landing: Path) -> None:
    suffixes = {path.suffix for path in landing.rglob("*.*")}
    assert suffixes == {".csv", ".gz", ".xlsx", ".parquet", ".json"}
    chinese = landing / "cases" / "案件_2021上半年.csv"
    with pytest.raises(UnicodeDecodeError):
        chinese.read_text(encoding="utf-8")
    assert chinese.read_text(encoding="gb18030").startswith("案件编号,县区,")
    marked = landing / "cases" / "cases_2022H2.csv"
    assert marked.read_bytes().startswith(b"\xef\xbb\xbf")


def test_workbooks_have_a_title_and_a_total_that_adds_up(landing: Path) -> None:
    path = landing / "warnings" / "资金预警_2024Q2.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "资金预警处置情况(2024年第二季度)"
    assert rows[1] == list(HEADERS["warnings"].values())
    place = rows[1].index("止付金额")
    assert rows[-1][0] == "合计"
    assert rows[-1][place] == pytest.approx(sum(row[place] for row in rows[2:-1]))


def test_declarations_match_their_files(landing: Path) -> None:
    found = sorted(landing.rglob("*.meta.json"))
    assert {path.parent.name for path in found} == HEADERS.keys()
    for path in found:
        declared = json.loads(path.read_text(encoding="utf-8"))
        data = path.with_name(path.name.removesuffix(".meta.json")).read_bytes()
        assert declared["data_through"] == "2024-06-30"
        assert declared["sha256"] == hashlib.sha256(data).hexdigest()
        assert declared["rows"] == data.count(b"\n") - 1


def test_corrections_win_and_old_states_do_not(landing: Path) -> None:
    with read_landing(landing) as records:
        rows = records.execute(
            """
            select case_no, any_value(f.loss_amount), any_value(f.record_status),
                count(*) filter (d.updated_at < '2024-07-01')
            from cases as f join cases_delivered as d using (case_no)
            where f.file = '案件更正_20240701.csv' group by 1
            """
        ).fetchall()
        assert len(rows) >= 2
        assert all(versions >= 1 for *_, versions in rows)
        assert [row[2] for row in rows].count("撤销") == 1
        stale = records.execute(
            "select count(*), count_if(file like '案件更正%' and loss_amount = 1) "
            "from cases"
        ).fetchone()
        assert stale is not None and stale[1] == 0
        appeals = records.execute(
            "select distinct record_status from card_involvements "
            "where file = '申诉解除_20240701.csv'"
        ).fetchall()
        assert appeals == [("申诉解除",)]


def test_bad_rows_are_among_the_delivered_ones(landing: Path) -> None:
    with read_landing(landing) as records:
        numbers = [
            records.execute(
                f"select count(*) from {extract}_delivered "
                f"where regexp_matches({key}, '(599|9900|9900000)\\d+$') "
                f"and {key} not in (select {key} from {extract})"
            ).fetchone()
            for extract, key in (
                ("cases", "case_no"),
                ("warnings", "warning_no"),
                ("card_involvements", "record_no"),
            )
        ]
    assert numbers == [(6,), (4,), (5,)]


def test_personal_numbers_cannot_belong_to_anyone(landing: Path) -> None:
    with read_landing(landing) as records:
        people = records.execute(
            "select victim_id_no, victim_phone from cases union all "
            "select recipient_id_no, recipient_phone from warnings"
        ).fetchall()
        cards = records.execute(
            "select card_no, card_type from card_involvements "
            "where regexp_full_match(card_no, '[0-9]+')"
        ).fetchall()
    assert all(re.fullmatch(r"999999\d{12}", number) for number, _ in people)
    assert all(re.fullmatch(r"100\d{8}", phone) for _, phone in people)
    for number, card_type in cards:
        shape = r"9999\d{15}" if card_type == "银行卡" else r"101\d{8}"
        assert re.fullmatch(shape, number)
