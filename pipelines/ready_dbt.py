"""A dbt that is ready at once, in a process of its own beside each run.

The `dbt` command imports for seconds, then sets up for seconds more. The process that
runs are forked from has done both (`pipelines.warm_dbt`); so a run forks once more and
the child waits to be dbt. In the run itself dbt and Dagster would share one interpreter.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from typing import Any, NoReturn

from dagster_dbt.core import dbt_cli_invocation


class RunProcess(ForkServerProcess):
    """A process for a run of Dagster, with a dbt that stands by."""

    def run(self) -> None:
        """Run Dagster; in the child that is forked first, be dbt when told to."""
        here, there = socket.socketpair()
        pid = os.fork()  # now, as long as there are no threads
        if pid == 0:
            here.close()  # else it would not see the run end
            _stand_by(there)
            return
        there.close()
        stand_by = _StandBy(pid, here)
        # It starts dbt with `subprocess.Popen` and takes no other.
        setattr(dbt_cli_invocation, "subprocess", stand_by)  # noqa: B010
        try:
            super().run()
        finally:
            stand_by.dismiss()


class _StandBy:
    """Stands for the module `subprocess` in dagster-dbt."""

    PIPE, STDOUT = subprocess.PIPE, subprocess.STDOUT

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self._pid: int | None = pid
        self._connection = connection

    def Popen(self, args: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """The process that stands by; a new one if that is used up or dead."""
        if self._pid is not None:
            with suppress(OSError):
                process = _Told(self._pid, self._connection, args, **options)
                self._pid = None
                return process
        return subprocess.Popen(args, **options)

    def dismiss(self) -> None:
        """End the process that stands by, unless it became dbt."""
        self._connection.close()
        if self._pid is not None:
            os.waitpid(self._pid, 0)


class _Told(subprocess.Popen[bytes]):
    """A child that is there already and is told what to do."""

    def __init__(
        self, pid: int, connection: socket.socket, args: Sequence[str], **options: Any
    ) -> None:
        self._waiting, self._connection = pid, connection
        super().__init__(args, **options)

    # Python's own; the rest of Popen only needs the process's id.
    def _execute_child(
        self,
        args: Sequence[str],
        executable: object,
        preexec_fn: object,
        close_fds: object,
        pass_fds: object,
        cwd: str | os.PathLike[str],
        env: Mapping[str, str],
        startupinfo: object,
        creationflags: object,
        shell: object,
        *more: Any,
    ) -> None:
        pipes = more[:6]
        order = {"args": list(args), "env": dict(env), "cwd": os.fspath(cwd)}
        with self._connection as connection:
            # Standard input is the writer's lock (warehouse/locking.py).
            socket.send_fds(connection, [b"\0"], [0, pipes[3]])
            connection.sendall(json.dumps(order).encode())
        self.pid, self._child_created = self._waiting, True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def _stand_by(connection: socket.socket) -> None:
    with connection:
        told, descriptors, _, _ = socket.recv_fds(connection, 1, 2)
        if not told:
            return  # the run ended
        with connection.makefile("rb") as stream:
            order = json.load(stream)
    sys.stdout.flush()
    sys.stderr.flush()
    given, output = descriptors
    for descriptor, place in ((given, 0), (output, 1), (output, 2)):
        os.dup2(descriptor, place)
    os.close(given)
    os.close(output)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    _be_dbt(order["args"])


def _be_dbt(args: list[str]) -> NoReturn:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import cli

    # As PYTHONUNBUFFERED makes it: Dagster reads line by line.
    sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr]
    sys.argv = args
    try:
        sys.exit(cli())
    finally:
        # Such a process ends without Python's own clearing up.
        with suppress(Exception):  # none was opened
            DuckDBConnectionManager.env().close()  # type: ignore[no-untyped-call]
