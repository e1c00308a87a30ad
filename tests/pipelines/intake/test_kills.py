"""Intake killed at any moment: the next one ends as if nothing had happened."""

from __future__ import annotations

import gzip
import json
import shutil
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.intake import intake_extract, load_contracts
from pipelines.intake.line_cache import LineCache
from pipelines.leftovers import clear_leftovers
from tests.kills import Kill, killed, moments, share, undisturbed
from tests.pipelines.intake.landing import case, csv_text, land
from warehouse.locking import writer_lock
from warehouse.settings import Settings

pytestmark = pytest.mark.long

KEY = "cd" * 16


def take_in_all(home: Path) -> None:
    """What an intake asset of a refresh does."""
    settings = _settings(home)
    with writer_lock(settings):
        clear_leftovers(settings)
        intake_extract(settings, load_contracts()["cases"])


def _settings(home: Path) -> Settings:
    # One landing folder for all: what the ledger remembers of it is the same.
    landing = home.parent / "landing"
    return Settings(home=home, _env_file=None).model_copy(
        update={"landing_dir": landing}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for homes, beside a landing folder with a file of each kind."""
    folder = tmp_path_factory.mktemp("kills")
    settings = _settings(folder / "any")
    rows = [case(n) for n in range(60)] + [case(61, 县区代码="?")]
    text = csv_text(rows).encode("gb18030")
    land(settings, text, "a.csv")
    land(settings, text, "again.csv")
    land(settings, gzip.compress(csv_text(rows[:30]).encode(), mtime=0), "b.csv.gz")
    land(settings, csv_text(rows[:9]), "c.csv", meta={"rows": 8})
    return folder


def _home(folder: Path, name: str) -> Path:
    home = folder / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    (home / "pseudonym.key").write_text(KEY)
    return home


def result(home: Path) -> dict[str, object]:
    """Everything in a home: ledger entries, rows, and the names of all files."""
    found: dict[str, object] = {}
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        if name == "tmp" or path.name == "_ledger.jsonl":
            continue  # empty, goes and comes; a cache, made at the next look
        found[name] = None
        if path.suffix == ".parquet":
            found[name] = sorted(map(str, pq.read_table(path).to_pylist()))
        elif path.suffix == ".json":
            content = json.loads(path.read_text("utf-8"))
            found[name] = {
                key: value
                for key, value in content.items()
                if key not in ("received_at", "seconds")
            }
        elif path.suffix == ".jsonl":
            found[name] = LineCache(path)._values
    return found


def _assert_whole(home: Path) -> None:
    """What has a name is complete, whenever the kill came."""
    for path in home.glob("deliveries/*/[!_.]*/"):
        entry = json.loads((path / "delivery.json").read_text("utf-8"))
        if entry["status"] == "loaded":
            assert pq.read_table(path / "rows.parquet").num_rows
            pq.read_table(path / "quarantine.parquet")


def test_killed_at_any_moment_the_next_intake_ends_the_same(folder: Path) -> None:
    calm = _home(folder, "calm")
    steps = undisturbed(take_in_all, calm)
    expected = result(calm)
    hit = []
    home = folder / "killed"
    for moment in moments(share(35), seed=35):
        fresh = partial(_home, folder, "killed")
        hit.append(killed(take_in_all, fresh, steps, moment))
        _assert_whole(home)
        take_in_all(home)
        assert result(home) == expected, hit[-1]
    _assert_spread(hit, len(steps))


def _assert_spread(hit: list[Kill], total: int) -> None:
    """The kills came early and late: while reading, writing, renaming."""
    assert min(kill.steps for kill in hit) < total / 5
    assert max(kill.steps for kill in hit) > total * 4 / 5
    assert len({kill.last.split()[0] for kill in hit}) >= 3


def test_killed_again_and_again_it_still_comes_to_its_end(folder: Path) -> None:
    calm = _home(folder, "calm")
    steps = undisturbed(take_in_all, calm)
    home = _home(folder, "killed")
    killed(take_in_all, lambda: home, steps, 0.45)
    for moment in moments(4, seed=4):
        killed(take_in_all, lambda: home, steps[: len(steps) // 4], moment / 2)
        _assert_whole(home)
    take_in_all(home)
    assert result(home) == result(calm)
