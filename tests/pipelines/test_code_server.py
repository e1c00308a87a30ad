"""What the code server starts runs from."""

from __future__ import annotations

import inspect
import logging
import threading
from multiprocessing import forkserver

import pytest
from dagster._cli import api
from dagster._core.utils import FuturesAwareThreadPoolExecutor
from dagster._grpc.server import DagsterApiServer

from pipelines.code_server import ReadyApiServer
from pipelines.ready_dbt import RunProcess


def test_runs_are_forked_from_a_process_that_is_ready_before_a_file_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: began.append("ready"))
    ended = threading.Event()
    ended.set()

    with FuturesAwareThreadPoolExecutor(max_workers=1) as pool:
        server = ReadyApiServer(ended, logging.getLogger(), pool)

    assert began == ["ready"]
    assert server._mp_ctx.Process is RunProcess


def test_dagster_takes_the_server_and_its_processes_where_they_are_replaced() -> None:
    command = inspect.getsource(api)
    assert "from dagster._grpc.server import DagsterApiServer" in command
    assert "self._mp_ctx.Process(" in inspect.getsource(DagsterApiServer.StartRun)
