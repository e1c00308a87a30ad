"""Resources of a run: the writer's lock with the settings, and dbt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import dagster as dg
from dagster_dbt import DbtCliResource
from dbt.version import installed
from packaging.version import Version
from pydantic import PrivateAttr

from pipelines.dead_runs import close_dead_runs
from pipelines.leftovers import clear_leftovers
from warehouse.locking import writer_lock
from warehouse.settings import Settings, load_settings
from warehouse.status import write_status

# Marks runs of `fanzha refresh`.
COMMAND_TAG = "fanzha/command"
# So long, at most, a process whose refresh was killed goes on.
_LOCK_WAIT_SECONDS = 10


class Writer(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Makes this run the one writer from its first step to its last."""

    _settings: Settings = PrivateAttr()

    @property
    def settings(self) -> Settings:
        """Settings of this run."""
        return self._settings

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Writer]:
        """Hold the lock; clear what earlier runs left behind."""
        self._settings = load_settings()
        with writer_lock(self._settings, wait_seconds=_LOCK_WAIT_SECONDS):
            clear_leftovers(self._settings)
            run_id = str(context.run_id)
            write_status(self._settings, "running", run_id=run_id)
            if context.instance is not None:
                close_dead_runs(context.instance, run_id)
            yield self


class Dbt(DbtCliResource):
    """The dbt that is installed beside this Python.

    Its version is known; to ask the command for it would add three seconds to
    every refresh. So would an adapter in this process, which only those need who
    fetch row counts or column metadata from the database.
    """

    @property
    def _cli_version(self) -> Version:
        return Version(installed.to_version_string(skip_matcher=True))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]
        return None
