"""How dbt opens the database."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import pytest
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.config.runtime import load_profile
from dbt.flags import set_from_args
from dbt_common.context import set_invocation_context

from warehouse.settings import Settings


@pytest.fixture
def environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> LocalEnvironment:
    """The database as dbt opens it, with little memory."""
    monkeypatch.setenv("FANZHA_HOME", str(settings.home))
    settings.build_db.parent.mkdir(parents=True)
    set_invocation_context(os.environ)
    set_from_args(Namespace(PROFILES_DIR=str(settings.dbt_dir)), None)
    credentials = load_profile(str(settings.dbt_dir), {}).credentials
    credentials.config_options["memory_limit"] = "60MB"
    credentials.plugins = None  # they are for a process of its own
    return LocalEnvironment(credentials)


def test_a_build_that_spilled_to_disk_goes_on_in_the_next_connection(
    settings: Settings, environment: LocalEnvironment
) -> None:
    first = environment.handle().cursor()
    first.execute(
        "create table scratch.wide as"
        " select range as n, md5(range::varchar) as text from range(2_000_000)"
    )
    assert list(Path(settings.tmp_dir).glob("duckdb_temp*"))

    second = environment.handle().cursor()
    second.execute(
        "select count(*), current_setting('temp_directory'),"
        " current_setting('autoinstall_known_extensions') from scratch.wide"
    )
    assert second.fetchone() == (2_000_000, str(settings.tmp_dir), False)
