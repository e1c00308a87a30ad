"""One build of the project over small random deliveries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project.home import write_home
from tests.dbt_project.sample import random_world
from tests.dbt_project.world import World

PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.fixture(scope="session")
def world() -> World:
    """Two years with the project's own reference lists, the last with a leap day."""
    return random_world(26, full=True)


@pytest.fixture(scope="session")
def built_home(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home in which `dbt build` ran over the world; its tests pass."""
    home = tmp_path_factory.mktemp("home")
    write_home(home, world)
    command = [str(Path(sys.executable).with_name("dbt"))]
    subprocess.run(
        [*command, "build", "--quiet", "--target-path", str(home / "target")],
        cwd=PROJECT,
        check=True,
        env={
            **os.environ,
            "FANZHA_HOME": str(home),
            "FANZHA_SCRATCH": str(home / "build" / "scratch.duckdb"),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_LOG_PATH": str(home / "logs"),
            "DO_NOT_TRACK": "1",
        },
    )
    return home


@pytest.fixture(scope="session")
def build(built_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database that was built."""
    with duckdb.connect(
        str(built_home / "build" / "warehouse.duckdb"), read_only=True
    ) as connection:
        yield connection
