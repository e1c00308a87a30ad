"""Publishing killed at any moment: the old edition stays, or the new one is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kills import killed, moments, share, undisturbed
from tests.warehouse.conftest import write_build
from warehouse import editions
from warehouse.connection import open_edition
from warehouse.settings import Settings


def publish_build(home: Path) -> None:
    """What a refresh does first and what it does last."""
    settings = Settings(home=home, _env_file=None)
    editions.clear_unpublished(settings)
    if not editions.is_up_to_date(settings, "second"):
        editions.publish(settings, {"inputs_hash": "second"})
        editions.prune(settings)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one edition in force and another build to publish."""
    home = tmp_path_factory.mktemp("publish") / "prepared"
    settings = Settings(home=home, _env_file=None)
    write_build(settings, 1)
    editions.publish(settings, {"inputs_hash": "first"})
    write_build(settings, 2)
    return home


@pytest.fixture
def homes(prepared: Path) -> Iterator[Iterator[Path]]:
    """One fresh copy of the prepared home after the other, at the same place."""

    def copies() -> Iterator[Path]:
        home = prepared.with_name("killed")
        while True:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(prepared, home, symlinks=True)
            yield home

    yield copies()


def _value_in_force(settings: Settings) -> float:
    edition = editions.current_edition(settings)
    assert edition is not None
    with open_edition(edition) as connection:
        rows = connection.execute("select value from kpi.kpi_values").fetchall()
    return float(rows[0][0])


def test_killed_at_any_moment_readers_see_the_old_or_the_new(
    homes: Iterator[Path],
) -> None:
    home = next(homes)
    settings = Settings(home=home, _env_file=None)
    steps = undisturbed(publish_build, home)
    hit = []
    for moment in moments(share(15), seed=15):
        hit.append(killed(publish_build, lambda: next(homes), steps, moment))
        assert _value_in_force(settings) in (1, 2)
        for edition in editions.list_editions(settings):
            open_edition(edition).close()

        publish_build(home)

        assert _value_in_force(settings) == 2, hit[-1]
        linked = (settings.editions_dir / "current.duckdb").resolve()
        assert linked == editions.current_edition(settings).db_path  # type: ignore[union-attr]
        left = {path.name for path in settings.editions_dir.iterdir()}
        ids = {edition.id for edition in editions.list_editions(settings)}
        assert left - ids == {"current", "current.duckdb"}, hit[-1]
        assert len(ids) in (2, 3)
        assert {path.name for path in settings.build_dir.iterdir()} == {
            "warehouse.duckdb"
        }
    assert len({kill.last.split()[0] for kill in hit}) >= 3, hit
    assert min(kill.steps for kill in hit) < len(steps) / 5
    assert max(kill.steps for kill in hit) > len(steps) * 4 / 5
