"""Ends dbt with the refresh that started it.

A refresh that is killed cannot stop its dbt, which would go on building for
nobody and keep the writer's lock meanwhile.
"""

from __future__ import annotations

import os
import signal
import threading
import time

from dbt.adapters.duckdb.plugins import BasePlugin

from warehouse.locking import writer_of_standard_input

_LOOK_SECONDS = 0.1


class Plugin(BasePlugin):
    """Loaded by dbt-duckdb before it opens the database; see `profiles.yml`."""

    def initialize(self, plugin_config: dict[str, object]) -> None:
        """Watch the parent process from a thread of its own."""
        # The parent may have been killed before this line.
        parent = writer_of_standard_input() or os.getppid()
        watch = threading.Thread(
            target=_end_with, args=(parent,), name="lifeline", daemon=True
        )
        watch.start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
