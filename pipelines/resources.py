"""Resources of a run: the writer's lock with the settings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from warehouse.locking import writer_lock
from warehouse.settings import Settings, load_settings
from warehouse.status import write_status

_LOCK_WAIT_SECONDS = 3600


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
            run_id = context.run_id
            write_status(self._settings, "running", run_id=run_id)
            shutil.rmtree(self._settings.tmp_dir, ignore_errors=True)
            # dagster-dbt gives every run a folder of its own and keeps it.
            for earlier in self._settings.dbt_target.glob("models-*"):
                shutil.rmtree(earlier)
            yield self
