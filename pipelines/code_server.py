"""Dagster's code server, which starts a run from a process that is ready for it.

Dagster starts a Python for each run, which imports Dagster and dbt for seconds. Here
runs are forked from a process that has imported both and does nothing else.
"""

from __future__ import annotations

from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from typing import Any

from dagster._cli import main
from dagster._grpc import server

from pipelines.ready_dbt import RunProcess

# What a run needs, this module among it; the ready process imports it.
_NEEDED = ["pipelines.definitions", "pipelines.code_server", "dagster._grpc.impl"]
# Last: what a run needs of dbt.
_NEEDED += ["pipelines.warm_dbt"]


class _Context(ForkServerContext):
    Process = RunProcess  # type: ignore[assignment]


class ReadyApiServer(server.DagsterApiServer):
    """Dagster's server, with a process that is ready to become a run."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        context = _Context()
        context.set_forkserver_preload(_NEEDED)
        forkserver.ensure_running()  # now, not when the first file has arrived
        self._mp_ctx = context  # type: ignore[assignment]


if __name__ == "__main__":
    server.DagsterApiServer = ReadyApiServer  # type: ignore[misc]
    main()  # type: ignore[no-untyped-call]
