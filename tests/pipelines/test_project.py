"""When the dbt project is parsed anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from unittest import mock

import pytest

from pipelines import project
from pipelines.project import DbtParseError, ensure_manifest
from tests.conftest import PROJECT
from warehouse.settings import Settings


class OwnProject(Settings):
    """An installation with a dbt project of its own."""

    @property
    def dbt_dir(self) -> Path:
        """Beside the home."""
        return self.home.with_name("project")


@pytest.fixture
def own(tmp_path: Path) -> OwnProject:
    """A copy of the project."""
    own = OwnProject(home=tmp_path / "home", _env_file=None)
    shutil.copytree(PROJECT / "dbt_project", own.dbt_dir)
    return own


def times_parsed(own: Settings) -> int:
    """How often asking for the manifest twice parses the project."""
    with mock.patch.object(project, "_parse") as parse:
        ensure_manifest(own)
        ensure_manifest(own)
    return int(parse.call_count)


def test_a_project_is_parsed_once(own: OwnProject) -> None:
    assert times_parsed(own) == 1
    assert times_parsed(own) == 0


def test_a_removed_file_is_noticed(own: OwnProject) -> None:
    assert times_parsed(own) == 1
    (own.dbt_dir / "seeds" / "annotations.csv").unlink()
    assert times_parsed(own) == 1


def test_an_older_file_is_noticed(own: OwnProject) -> None:
    assert times_parsed(own) == 1
    model = own.dbt_dir / "models" / "marts" / "dim_period.sql"
    model.write_text(model.read_text("utf-8") + "-- other\n", "utf-8")
    os.utime(model, (0, 0))
    assert times_parsed(own) == 1


def test_what_cannot_be_parsed_is_tried_again(own: OwnProject) -> None:
    model = own.dbt_dir / "models" / "marts" / "dim_period.sql"
    model.write_text("{{ config(", "utf-8")
    for _ in range(2):
        with pytest.raises(DbtParseError, match="dim_period"):
            ensure_manifest(own)
