"""What tests of intake share: database servers, reference lists of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.intake.servers import Server, mariadb, postgresql
from warehouse.settings import Settings


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A running PostgreSQL."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[Server]:
    """A running MariaDB."""
    with mariadb() as server:
        yield server


@pytest.fixture(params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two in turn."""
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def own_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Reference lists that a test may change."""
    folder = tmp_path / "seeds"
    shutil.copytree(Settings(_env_file=None).seeds_dir, folder)
    monkeypatch.setattr(Settings, "seeds_dir", folder)
    yield folder
