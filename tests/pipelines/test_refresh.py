"""The refresh as its user starts it: the real command, Dagster, dbt, DuckDB."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.intake import load_contracts
from tests.conftest import fanzha
from warehouse.editions import current_edition, list_editions
from warehouse.settings import Settings
from warehouse.status import read_status

pytestmark = pytest.mark.long

_FIGURES = "select * exclude (covered_through) from kpi.kpi_values order by all"


def figures(settings: Settings) -> list[tuple[object, ...]]:
    """Every KPI value of the edition in force."""
    edition = current_edition(settings)
    assert edition is not None
    with duckdb.connect(str(edition.db_path), read_only=True) as connection:
        return connection.execute(_FIGURES).fetchall()


def write_small_demo(home: Path) -> None:
    """Demo extracts of a fiftieth of the size."""
    answer = fanzha(home, "demo", "--scale", "0.02")
    assert answer.returncode == 0, answer.stderr


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small demo after one refresh."""
    home = tmp_path_factory.mktemp("small") / "home"
    write_small_demo(home)
    answer = fanzha(home, "refresh")
    assert answer.returncode in (0, 2), answer.stdout + answer.stderr
    return Settings(home=home, _env_file=None)


def test_a_refresh_publishes_an_edition_and_says_so(refreshed: Settings) -> None:
    edition = current_edition(refreshed)
    status = read_status(refreshed)

    assert edition is not None and status is not None
    assert edition.manifest["is_demo"] is True
    assert status["state"] == "succeeded"
    assert status["edition"] == edition.id


def test_a_refresh_with_nothing_new_changes_nothing(refreshed: Settings) -> None:
    before = [edition.id for edition in list_editions(refreshed)]

    answer = fanzha(refreshed.home, "refresh")

    assert answer.returncode == 0
    assert "nothing new" in answer.stdout
    assert [edition.id for edition in list_editions(refreshed)] == before


def test_delivered_rows_are_loaded_superseded_quarantined_or_skipped(
    refreshed: Settings,
) -> None:
    answer = fanzha(refreshed.home, "deliveries", "--format", "json")

    loaded = [d for d in json.loads(answer.stdout) if d["status"] == "loaded"]
    assert loaded
    for delivery in loaded:
        parts = ("rows_loaded", "rows_superseded", "rows_quarantined", "rows_skipped")
        assert delivery["rows_in_file"] == sum(delivery[part] for part in parts)


def test_a_bad_file_is_rejected_with_its_reason_and_harms_nothing(
    refreshed: Settings,
) -> None:
    before = figures(refreshed)
    bad = refreshed.landing / "cases" / "bad.csv"
    bad.write_text("案件编号,县区代码\n1,530402\n", encoding="utf-8")
    os.utime(bad, (time.time() - 60, time.time() - 60))

    answer = fanzha(refreshed.home, "refresh")

    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert "cases/bad.csv" in answer.stdout
    assert "派出所代码" in answer.stdout
    assert figures(refreshed) == before


def test_a_file_delivered_a_moment_ago_is_taken_in(refreshed: Settings) -> None:
    names = [c.header for c in load_contracts()["cases"].columns]
    late = refreshed.landing / "cases" / "late.csv"
    late.write_text(",".join(names) + "\n", encoding="utf-8")

    answer = fanzha(refreshed.home, "refresh")
    listing = fanzha(refreshed.home, "deliveries", "--format", "csv")

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "cases/late.csv" in listing.stdout


def test_a_file_that_is_still_being_written_is_named(
    refreshed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANZHA_HOME", str(refreshed.home))
    monkeypatch.setattr("pipelines.intake._LONGEST_WAIT_SECONDS", 0.5)
    monkeypatch.setattr("pipelines.intake.landing._SETTLED_SECONDS", 600.0)
    growing = refreshed.landing / "cases" / "growing.csv"
    growing.write_text("案件", encoding="utf-8")

    answer = CliRunner().invoke(main, ["refresh"])
    growing.unlink()

    assert answer.exit_code == 2, answer.output
    assert "cases/growing.csv" in answer.output and "仍在写入" in answer.output


def test_columns_that_drifted_are_named_wherever_one_looks(
    refreshed: Settings,
) -> None:
    before = figures(refreshed)
    names = [c.header for c in load_contracts()["cases"].columns if c.required]
    odd = refreshed.landing / "cases" / "odd.csv"
    odd.write_text(",".join([*names, "[备注]"]) + "\n", encoding="utf-8")
    os.utime(odd, (time.time() - 60, time.time() - 60))

    answer = fanzha(refreshed.home, "refresh")
    listing = fanzha(refreshed.home, "deliveries", "--format", "json")

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "cases/odd.csv" in answer.stdout and "[备注]" in answer.stdout
    (entry,) = [e for e in json.loads(listing.stdout) if e["file"] == "cases/odd.csv"]
    assert "[备注]" in entry["notice"] and "破案时间" in entry["notice"]
    assert figures(refreshed) == before
