"""Which builds go on from the last one, and with which deliveries."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.intake.snapshots import write_snapshots
from pipelines.kept import keeping
from tests.conftest import PROJECT
from warehouse.settings import Settings


@pytest.fixture
def home(settings: Settings) -> Settings:
    """A home whose last build was made from two deliveries."""
    write_snapshots(settings, [])
    deliver(settings, "w1", sha256="first")
    deliver(settings, "c1", extract="cases")
    assert build(settings) == (False, ["c1", "w1"])
    return settings


def deliver(
    settings: Settings,
    delivery_id: str,
    *,
    extract: str = "warnings",
    sha256: str = "",
    status: str = "loaded",
) -> Path:
    """Note a delivery of a file of this content."""
    folder = settings.deliveries_dir / extract / delivery_id
    folder.mkdir(parents=True)
    entry = {
        "extract": extract,
        "file": f"{extract}/file.csv",
        "sha256": sha256 or delivery_id,
        "status": status,
    }
    (folder / "delivery.json").write_text(json.dumps(entry), "utf-8")
    return folder


def build(settings: Settings) -> tuple[bool, list[str]]:
    """Build; returns whether tables were kept, and the deliveries that dbt was told."""
    with keeping(settings) as touched:
        settings.build_db.touch()
        settings.kept_db.touch()
        new = pq.read_table(settings.new_deliveries_file)["delivery_id"].to_pylist()
    return touched is not None, new


def touched_by_build(settings: Settings) -> frozenset[str] | None:
    """Build; returns the extracts whose rows may be others now."""
    with keeping(settings) as touched:
        return touched


def put_in_force(settings: Settings, extract: str) -> None:
    """Let there be a snapshot of this extract, and no other."""
    schema = pq.read_schema(settings.snapshots_file)
    row = {"extract": extract, "delivery_id": "s", "taken_at": datetime(2024, 6, 30)}
    row |= {"known": 1, "missing": 0, "verdict": "applied", "is_in_force": True}
    pq.write_table(pa.Table.from_pylist([row], schema=schema), settings.snapshots_file)


def test_only_what_came_since_is_new(home: Settings) -> None:
    deliver(home, "w2")

    assert build(home) == (True, ["w2"])
    assert build(home) == (True, [])


@pytest.mark.parametrize("status", ["rejected", "duplicate"])
def test_what_brought_no_rows_takes_nothing_back(home: Settings, status: str) -> None:
    deliver(home, "w2", sha256="first", status=status)

    assert build(home) == (True, ["w2"])


def test_a_file_that_was_checked_again_stands_in_for_the_earlier_check(
    home: Settings,
) -> None:
    deliver(home, "w2", sha256="first")

    assert build(home) == (False, ["c1", "w1", "w2"])


def test_after_a_failure_everything_is_built_anew(home: Settings) -> None:
    with pytest.raises(RuntimeError, match="dbt"), keeping(home):
        raise RuntimeError("dbt")

    assert build(home) == (False, ["c1", "w1"])


def test_what_is_not_kept_is_removed_before_the_build(home: Settings) -> None:
    with keeping(home):
        assert home.build_db.exists() and home.kept_db.exists()
    with keeping(_other_limit(home)):
        assert not home.build_db.exists() and not home.kept_db.exists()


def test_after_a_build_of_chosen_models_everything_is_built_anew(
    home: Settings,
) -> None:
    deliver(home, "w2")
    with keeping(home, is_whole=False):
        pass

    assert build(home) == (False, ["c1", "w1", "w2"])


def test_while_a_build_runs_nothing_says_that_it_may_be_kept(home: Settings) -> None:
    with keeping(home):
        assert not home.built_file.exists()


def _without_kept_results(home: Settings) -> Settings:
    home.kept_db.unlink()
    return home


def _without_database(home: Settings) -> Settings:
    home.build_db.unlink()
    return home


def _delivery_removed(home: Settings) -> Settings:
    shutil.rmtree(home.deliveries_dir / "warnings" / "w1")
    return home


def _as_of(home: Settings) -> Settings:
    return home.model_copy(update={"as_of": date(2024, 3, 31)})


def _other_limit(home: Settings) -> Settings:
    return home.model_copy(update={"contact_limit_minutes": 15})


@pytest.mark.parametrize(
    "change",
    [
        _without_kept_results,
        _without_database,
        _delivery_removed,
        _as_of,
        _other_limit,
    ],
)
def test_whatever_else_changes_begins_anew(
    home: Settings, change: Callable[[Settings], Settings]
) -> None:
    is_kept, new = build(change(home))

    assert not is_kept
    assert new == sorted(path.name for path in home.deliveries_dir.glob("*/*"))


def test_another_project_begins_anew(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = shutil.ignore_patterns("target", "logs")
    copy = tmp_path / "project" / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", copy, ignore=ignored)
    monkeypatch.setattr("warehouse.settings.PROJECT_DIR", copy.parent)
    assert build(home)[0]
    with (copy / "seeds" / "holidays.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")

    assert not build(home)[0]


def test_another_snapshot_of_warnings_begins_anew(home: Settings) -> None:
    put_in_force(home, "warnings")

    assert not build(home)[0]


def test_an_extract_is_touched_by_what_it_delivers(home: Settings) -> None:
    deliver(home, "c2", extract="cases")
    deliver(home, "a1", extract="arrests", status="rejected")

    assert touched_by_build(home) == {"cases", "arrests"}
    assert touched_by_build(home) == frozenset()


def test_an_extract_is_touched_by_a_snapshot_that_comes_into_force_later(
    home: Settings,
) -> None:
    put_in_force(home, "cases")
    assert touched_by_build(home) == {"cases"}
    assert touched_by_build(home) == frozenset()

    put_in_force(home, "arrests")
    assert touched_by_build(home) == {"cases", "arrests"}


def test_after_thirty_builds_everything_is_built_anew(home: Settings) -> None:
    kept = [build(home)[0] for _ in range(31)]

    assert kept == [True] * 29 + [False, True]


def test_a_home_that_was_moved_begins_anew(home: Settings, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.move(home.home, moved)

    assert not build(Settings(home=moved, _env_file=None))[0]
