"""The commands an analyst types, on the whole demo."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import PROJECT, command_environment, fanzha
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long

_CARDS = """
select value, yoy_base, yoy_change from kpi.kpi_values
where kpi_code = '{}' and entity_type = 'city' and grain = 'half'
    and period_start = '2024-01-01'
"""


@pytest.mark.parametrize(
    ("kpi", "value", "base", "change"),
    [
        ("cards_involved", 869, 1362, -0.3620),
        ("bank_cards_involved", 801, 1181, -0.3218),
        ("phone_cards_involved", 68, 181, -0.6243),
    ],
)
def test_a_query_shows_the_published_fall_of_cards(
    demo_settings: Settings, kpi: str, value: int, base: int, change: float
) -> None:
    answer = fanzha(demo_settings.home, "query", _CARDS.format(kpi), "--format", "json")

    (row,) = json.loads(answer.stdout)
    assert (row["value"], row["yoy_base"]) == (value, base)
    assert round(row["yoy_change"], 4) == change


def test_every_published_figure_agrees_or_has_another_definition(
    demo_settings: Settings,
) -> None:
    answer = fanzha(demo_settings.home, "claims", "--format", "json")

    claims = json.loads(answer.stdout)
    verdicts = [claim["verdict"] for claim in claims]
    assert answer.returncode == 0
    assert (verdicts.count("agrees"), verdicts.count("not_comparable")) == (42, 2)
    assert len(claims) == 44


def test_quarantined_rows_are_listed_with_reason_and_masked_value(
    demo_settings: Settings,
) -> None:
    answer = fanzha(demo_settings.home, "quarantine", "--format", "json")

    rows = json.loads(answer.stdout)
    assert {"scientific_notation", "unknown_code", "bad_date", "wrong_order"} <= {
        row["reason_code"] for row in rows
    }
    for row in rows:
        assert row["file"] and row["row_number"] and row["message"]


def test_a_query_result_can_be_taken_along_as_parquet(demo_settings: Settings) -> None:
    answer = subprocess.run(
        [
            str(Path(sys.executable).with_name("fanzha")),
            "query",
            "select 1 as one",
            "--format",
            "parquet",
        ],
        cwd=PROJECT,
        env=command_environment(demo_settings.home),
        capture_output=True,
        check=True,
    )

    assert pq.read_table(io.BytesIO(answer.stdout)).to_pydict() == {"one": [1]}


_UNCOMMENTED = """
import sys, duckdb
for row in duckdb.connect(sys.argv[1], read_only=True).execute(
    "select schema_name, table_name, '' from duckdb_tables()"
    " where comment is null union all"
    " select schema_name, table_name, column_name from duckdb_columns()"
    " where comment is null and not internal union all"
    " select schema_name, function_name, '' from duckdb_functions()"
    " where comment is null and not internal order by all"
).fetchall():
    print(row)
print("all")
"""


def test_people_may_open_the_current_edition_where_all_is_explained(
    demo_settings: Settings,
) -> None:
    """In a process of its own, as people do: one process opens a file in one way."""
    path = demo_settings.editions_dir / "current.duckdb"
    answer = subprocess.run(
        [sys.executable, "-c", _UNCOMMENTED, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "all\n"


def test_before_the_first_refresh_a_command_says_what_to_do(
    settings: Settings,
) -> None:
    answer = fanzha(settings.home, "query", "select 1")

    assert answer.returncode == 1
    assert "fanzha refresh" in answer.stderr


def test_the_contracts_are_checked_and_printed(settings: Settings) -> None:
    answer = fanzha(settings.home, "contracts")

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == (PROJECT / "docs/data-dictionary.md").read_text("utf-8")


def test_mistakes_in_a_contract_are_named_with_file_and_line(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "cases.yaml"
    text = (PROJECT / "pipelines/contracts/cases.yaml").read_text("utf-8")
    path.write_text(text.replace("minimum", "minimun") + "team: 5\n", "utf-8")

    answer = fanzha(settings.home, "contracts", str(path))

    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "cases.yaml:" in answer.stderr and "minimum" in answer.stderr


def test_editions_are_listed_with_the_day_they_reach(demo_settings: Settings) -> None:
    answer = fanzha(demo_settings.home, "editions", "list")

    current = current_edition(demo_settings)
    assert current is not None
    (line,) = [line for line in answer.stdout.splitlines() if "●" in line]
    assert line.split()[:3] == ["●", current.id, "2024-06-30"]
