"""`fanzha trace` on the whole demo: the rows behind a published figure."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipelines.trace_command import trace
from tests.conftest import fanzha
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long


def _trace(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(trace, arguments, obj=settings)


@pytest.fixture
def own_edition(demo_settings: Settings, tmp_path: Path) -> Settings:
    """The demo's edition in a home of its own, to be tampered with."""
    edition = current_edition(demo_settings)
    assert edition is not None
    home = Settings(home=tmp_path, _env_file=None)
    shutil.copytree(edition.path, home.editions_dir / edition.id)
    shutil.copy(demo_settings.pointer, home.pointer)
    (home.editions_dir / edition.id / "warehouse.duckdb").chmod(0o644)
    return home


def _tamper(settings: Settings, sql: str) -> None:
    edition = current_edition(settings)
    assert edition is not None
    with duckdb.connect(str(edition.db_path)) as connection:
        connection.execute(sql)


def test_the_table_tells_definition_figure_rows_and_deliveries(
    demo_settings: Settings,
) -> None:
    answer = fanzha(demo_settings.home, "trace", "涉案两卡", "玉溪市", "2024年上半年")

    assert answer.returncode == 0, answer.stdout + answer.stderr
    for words in (
        "涉案两卡 Cards involved (cards_involved)",
        "Bank and phone cards notified",
        "数值 value: 869 张",
        "同比基数 a year earlier: 1,362 张",
        "-36.20%",
        "869 行 rows，合计 sum 869 = 公布值 published 869",
        "另有 849 行未显示",
        "card_involvements/cards_2024H1.csv",
    ):
        assert words in answer.stdout
    edition = current_edition(demo_settings)
    assert edition is not None and edition.id in answer.stdout


def test_csv_and_parquet_have_every_row_and_nothing_else(
    demo_settings: Settings,
) -> None:
    asked = ("current_solve_rate", "530402", "2024H1", "--format")
    as_csv = _trace(demo_settings, *asked, "csv")
    as_parquet = _trace(demo_settings, *asked, "parquet")

    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    table = pq.read_table(io.BytesIO(as_parquet.stdout_bytes))
    assert as_csv.exit_code == as_parquet.exit_code == 0
    assert "published" in as_csv.stderr and "published" in as_parquet.stderr
    assert len(rows) == table.num_rows
    parts = [row["part"] for row in rows]
    solved, filed = parts.count("numerator"), parts.count("denominator")
    assert filed > 20 and len(rows) == solved + filed
    assert f"{solved} 行 rows，合计 sum {solved} = " in as_csv.stderr
    assert all(row["file"] and row["row_number_in_file"] for row in rows)


def test_json_holds_figure_proofs_and_rows(demo_settings: Settings) -> None:
    answer = _trace(
        demo_settings, "arrests_per_100_cases", "530402", "2024-06", "--format", "json"
    )

    told = json.loads(answer.stdout)
    numerator, denominator = told["proofs"]
    assert numerator["agrees"] and denominator["agrees"]
    assert told["values"]["numerator"] == numerator["listed"] == numerator["rows"]
    assert len(told["rows"]) == numerator["rows"] + denominator["rows"]
    assert {row["fact"] for row in told["rows"]} == {"fct_arrests", "fct_cases"}
    assert told["kpi"]["description_zh"] and told["edition"]


def test_one_part_can_be_asked_for(demo_settings: Settings) -> None:
    asked = ("loss_recovery_rate", "530400", "2024Q2", "--format", "csv", "--rows")
    answer = _trace(demo_settings, *asked, "denominator")

    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert {row["measure"] for row in rows} == {"loss_filed"}


def test_reference_figures_are_said_to_be_no_rows(demo_settings: Settings) -> None:
    answer = _trace(demo_settings, "cards_per_10k_issued", "bank", "2024Q2")

    assert answer.exit_code == 0
    assert "参考数据，不是投递的记录" in answer.stdout
    assert "cards_issued" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("visit_ratee", "530400", "2024H1"), "visit_rate 见面劝阻率"),
        (("visit_rate", "红塔", "2024H1"), "530402 红塔区"),
        (("visit_rate", "530400", "2019H1"), "half 20"),
        (("visit_rate", "530400", "去年"), "2024年上半年"),
        (("arrests", "530400", "2024H1", "--rows", "denominator"), "没有分母"),
        (("arrests", "530400", "2024H1", "--edition", "20200101T000000"), "没有版本"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    demo_settings: Settings, arguments: tuple[str, ...], told: str
) -> None:
    answer = _trace(demo_settings, *arguments)

    assert answer.exit_code == 1
    assert told in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    "tampering",
    [
        "update kpi.kpi_values set numerator = numerator + 1 where kpi_code = 'arrests'",
        "delete from core.fct_arrests where arrest_category = '诈骗'"
        " and arrested_on between '2024-06-01' and '2024-06-05'",
        "delete from ops.deliveries where file like 'arrests/%'",
    ],
)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_rows_that_do_not_give_the_figure_are_said_loudly(
    own_edition: Settings, tampering: str, form: str
) -> None:
    _tamper(own_edition, tampering)
    answer = _trace(own_edition, "arrests", "530402", "2024-06", "--format", form)

    assert answer.exit_code == 1
    loud = answer.stdout if form == "table" else answer.stderr
    assert "ROWS AND FIGURE DIFFER" in loud


def test_an_edition_without_rows_says_so(own_edition: Settings) -> None:
    _tamper(own_edition, "drop view kpi.measure_rows")
    answer = _trace(own_edition, "arrests", "530402", "2024-06")

    assert answer.exit_code == 1
    assert "没有可追溯的记录" in answer.stderr
