"""Real database servers in a folder of their own, for as long as tests need them."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from pipelines.intake.database_config import Kind

USER = "reader"
PASSWORD = "S3kret-Pa55"
DATABASE = "police"
_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server; `execute` runs a statement as its administrator."""

    kind: Kind
    port: int
    execute: Callable[..., None]
    stop: Callable[[], None]
    start: Callable[[], None]


def _program(*patterns: str) -> str:
    for pattern in patterns:
        found = sorted(glob.glob(pattern))
        if found:
            return found[-1]
    pytest.fail(
        f"缺少 {patterns[0]}：sudo apt-get install postgresql mariadb-server-core"
        " mariadb-client-core"
    )


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _folder() -> Iterator[tuple[Path, str | None]]:
    """A folder for a server, which must not run as root: then as `nobody`."""
    user = "nobody" if os.getuid() == 0 else None
    # pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="fanzha-db-", dir="/tmp"))
    try:
        if user:
            entry = pwd.getpwnam(user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], folder: Path, user: str | None) -> None:
    answer = subprocess.run(
        command, cwd=folder, user=user, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


class _Process:
    """A server process that can be stopped and started again."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        user: str | None,
        probe: Callable[[], None],
    ) -> None:
        self._command, self._folder, self._user = command, folder, user
        self._probe = probe
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, user=self._user, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return self._probe()
            except (psycopg.OperationalError, pymysql.err.OperationalError):
                log_text = (self._folder / "server.log").read_text(errors="replace")
                assert self._process.poll() is None, log_text
                assert time.monotonic() < deadline, log_text
                time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=_START_SECONDS)
            self._process = None


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server with the database and its reader."""
    initdb = _program("/usr/lib/postgresql/*/bin/initdb", "/usr/local/bin/initdb")
    with _folder() as (folder, user):
        data, port = folder / "data", _free_port()
        options = ["-U", "admin", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        secret = folder / "admin"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        _run([initdb, "-D", str(data), *options, f"--pwfile={secret}"], folder, user)

        def execute(*statements: str, database: str = DATABASE) -> None:
            with psycopg.connect(
                host="127.0.0.1",
                port=port,
                user="admin",
                password=PASSWORD,
                dbname=database,
                autocommit=True,
            ) as connection:
                for statement in statements:
                    connection.execute(statement)

        postgres = str(Path(initdb).with_name("postgres"))
        settings = [f"unix_socket_directories={folder}", "fsync=off"]
        settings += ["listen_addresses=127.0.0.1", "datestyle=SQL,DMY", "timezone=UTC"]
        command = [postgres, "-D", str(data), "-p", str(port)]
        for setting in settings:
            command += ["-c", setting]
        process = _Process(
            command, folder, user, lambda: execute("select 1", database="postgres")
        )
        process.start()
        try:
            execute(
                f"create role {USER} login password '{PASSWORD}'",
                f"create database {DATABASE}",
                database="postgres",
            )
            execute(f"grant pg_read_all_data to {USER}")
            yield Server("postgresql", port, execute, process.stop, process.start)
        finally:
            process.stop()


@contextmanager
def mariadb() -> Iterator[Server]:
    """A MariaDB server with the database and its reader."""
    install = _program("/usr/bin/mariadb-install-db")
    server = _program("/usr/sbin/mariadbd", "/usr/libexec/mariadbd")
    with _folder() as (folder, user):
        data, port, sock = folder / "data", _free_port(), folder / "s"
        shared = ["--no-defaults", f"--datadir={data}"]
        options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        _run([install, *shared, *options], folder, user)

        def execute(*statements: str, database: str | None = DATABASE) -> None:
            connection: Any = pymysql.connect(
                unix_socket=str(sock),
                user="root",
                database=database,
                charset="utf8mb4",
                autocommit=True,
            )
            with connection, connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

        command = [server, *shared, f"--port={port}", f"--socket={sock}"]
        command += ["--bind-address=127.0.0.1", "--sql-mode=", f"--pid-file={folder}/p"]
        command += [
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=16M",
        ]
        process = _Process(
            command, folder, user, lambda: execute("select 1", database=None)
        )
        process.start()
        try:
            execute(
                f"create database {DATABASE} character set utf8mb4",
                f"create user {USER} identified by '{PASSWORD}'",
                f"grant select on {DATABASE}.* to {USER}",
                database=None,
            )
            yield Server("mysql", port, execute, process.stop, process.start)
        finally:
            process.stop()
