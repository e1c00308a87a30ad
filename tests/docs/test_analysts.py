"""What the analysts' guide shows works on a built edition, as it is written there."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import PROJECT
from warehouse.connection import open_edition
from warehouse.editions import current_edition
from warehouse.guard import check_query
from warehouse.settings import Settings

pytestmark = pytest.mark.long

GUIDE = (PROJECT / "docs" / "analysts.md").read_text("utf-8")
NOTEBOOK = json.loads((PROJECT / "docs" / "analysts.ipynb").read_text("utf-8"))
EVERY_QUERY = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
# A question: its heading, its query, and the columns that the text promises.
QUESTIONS = re.findall(
    r"^### \d+\. ([^\n]+)\n(?:(?!^#).)*?```sql\n(.*?)```\n\nColumns: ([^\n]+)\n\n"
    r"\*Like for like\*: ",
    GUIDE,
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def current(demo_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the edition in force: tests before may have it open in another way."""
    path = demo_settings.editions_dir / "current.duckdb"
    return Path(shutil.copy(path, tmp_path_factory.mktemp("current")))


@pytest.fixture
def analyst(current: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens it as the guide says."""
    with duckdb.connect(current, read_only=True) as connection:
        yield connection


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.execute(sql).to_arrow_table().to_pylist()
    return rows


def _query(word: str) -> str:
    (found,) = (sql for title, sql, _ in QUESTIONS if word in title)
    return str(found)


def test_there_are_ten_questions_each_with_columns_and_a_warning() -> None:
    assert len(QUESTIONS) == 10
    assert len(re.findall(r"^### ", GUIDE, re.MULTILINE)) == 10


@pytest.mark.parametrize(
    ("sql", "columns"),
    [pytest.param(sql, columns, id=title) for title, sql, columns in QUESTIONS],
)
def test_a_query_answers_with_the_columns_promised(
    analyst: duckdb.DuckDBPyConnection, sql: str, columns: str
) -> None:
    table = analyst.execute(sql).to_arrow_table()

    assert table.column_names == re.findall(r"`(\w+)`", columns)
    assert table.num_rows > 1
    for name in table.column_names:
        assert table.column(name).null_count < table.num_rows, f"{name} is always null"


def test_every_query_also_passes_the_command(demo_settings: Settings) -> None:
    edition = current_edition(demo_settings)
    assert edition is not None
    assert len(EVERY_QUERY) > len(QUESTIONS)
    with open_edition(edition) as connection:
        for sql in EVERY_QUERY:
            check_query(connection, sql)
            assert connection.execute(sql).fetchall()


def test_victims_by_age_sum_to_the_cases_filed(
    analyst: duckdb.DuckDBPyConnection,
) -> None:
    groups = _rows(analyst, _query("How old are victims"))
    kpis = _rows(
        analyst,
        "select kpi_code, value from kpi.kpi_values where entity_type = 'city' and"
        " grain = 'half' and period_start = '2024-01-01' and kpi_code in"
        " ('cases_filed', 'loss_amount')",
    )

    known = {kpi["kpi_code"]: Decimal(str(kpi["value"])) for kpi in kpis}
    assert sum(group["cases"] for group in groups) == known["cases_filed"]
    assert sum(group["loss_yuan"] for group in groups) == known["loss_amount"]


def test_kinds_of_fraud_sum_to_the_loss(analyst: duckdb.DuckDBPyConnection) -> None:
    kinds = _rows(analyst, _query("kinds of fraud"))
    (loss,) = (
        row
        for row in _rows(analyst, _query("Is fraud falling"))
        if row["name_zh"] == "案损金额"
    )

    assert sum(kind["loss_yuan"] for kind in kinds) == pytest.approx(loss["value"])


def test_warned_victims_are_some_of_the_victims(
    analyst: duckdb.DuckDBPyConnection,
) -> None:
    quarters = _rows(analyst, _query("had been warned"))

    assert all(0 < quarter["warned_before"] < quarter["cases"] for quarter in quarters)


def test_the_python_lines_check_a_draft_as_the_command_does(
    demo_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    opening, checking = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    figures = PROJECT / "pipelines" / "demo" / "published_figures.csv"
    (tmp_path / "draft.csv").write_bytes(figures.read_bytes())
    (tmp_path / "var").symlink_to(demo_settings.home)
    monkeypatch.chdir(tmp_path)
    view, answer = ast.parse(checking).body
    names: dict[str, Any] = {}

    exec(opening + ast.unparse(view), names)
    verdicts = eval(ast.unparse(answer), names).fetchall()
    names["connection"].close()

    assert [verdict for _, _, verdict in verdicts].count("agrees") == 42


def test_the_notebook_runs_and_is_stored_without_results(
    demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANZHA_HOME", str(demo_settings.home))
    monkeypatch.chdir(PROJECT / "docs")
    code = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)
    names: dict[str, Any] = {}

    for cell in code:
        exec("".join(cell["source"]), names)

    edition = current_edition(demo_settings)
    assert edition is not None
    assert names["edition"] == edition.id
    assert len(names["warnings"].data[0].x) == 18
    assert len(names["solve_rates"].data[0].x) == 9
    assert names["solve_rates"].to_plotly_json()


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_the_guide_is_found_from_the_first_pages(page: str) -> None:
    assert "docs/analysts.md" in (PROJECT / page).read_text("utf-8")


def test_every_table_of_the_guide_exists(analyst: duckdb.DuckDBPyConnection) -> None:
    known = {
        name
        for (name,) in analyst.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('core', 'kpi', 'ops')"
        ).fetchall()
    }
    named = set(re.findall(r"`((?:kpi|core|ops)\.\w+)`", GUIDE))

    assert named and named <= known
    listed = {name for name in known if not name.startswith("core.fct_")}
    assert listed <= named
