"""Long-running processes: the dashboards, and Dagster's three services."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from pipelines.instance import prepare_instance
from warehouse.files import write_atomically
from warehouse.settings import Settings, export_settings

_HOST = "127.0.0.1"
_WORKERS, _THREADS = 2, 4
_STOP_SECONDS = 10.0


class ServiceError(RuntimeError):
    """A service cannot start, or stopped by itself."""


def dashboard_command(settings: Settings) -> list[str]:
    """gunicorn, bound to loopback: there are no accounts yet."""
    return [
        _beside("gunicorn"),
        "dashboards.wsgi:server",
        f"--bind={_HOST}:{settings.port}",
        f"--workers={_WORKERS}",
        f"--threads={_THREADS}",
        "--log-level=warning",
    ]


def dagster_commands(settings: Settings) -> list[list[str]]:
    """Code server, web interface and daemon as separate processes.

    `dagster dev` would parse the dbt project once in each of them.
    """
    prepare_instance(settings)
    code_port = _free_port()
    workspace = settings.dagster_home / "workspace.yaml"
    write_atomically(
        workspace,
        "load_from:\n  - grpc_server:\n"
        f"      host: {_HOST}\n      port: {code_port}\n      location_name: fanzha\n",
    )
    python = [sys.executable, "-m"]
    return [
        [*python, "pipelines.code_server", "api", "grpc", "-m", "pipelines.definitions"]
        + ["-d", str(settings.project_dir), "-h", _HOST, "-p", str(code_port)]
        + ["--location-name", "fanzha"],
        [*python, "dagster_webserver", "-w", str(workspace), "-h", _HOST]
        + ["-p", str(settings.dagster_port), "--log-level", "warning"],
        [*python, "dagster._daemon", "run", "-w", str(workspace)],
    ]


def run_services(
    settings: Settings,
    commands: list[list[str]],
    console: Console,
    ready_url: str,
    then: Sequence[list[str]] = (),
) -> None:
    """Run processes until Ctrl-C or until one of them stops; then stop them all.

    Those of `then` start once `ready_url` answers: at once with the others they
    would make people wait for the page.

    Raises:
        ServiceError: if a process stops by itself.
    """
    export_settings(settings)
    # Both, also where a script started this in the background, which ignores Ctrl-C:
    # what is ignored here would be in the processes, too, and no run could be interrupted.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    processes: list[tuple[Path, subprocess.Popen[bytes]]] = []
    try:
        processes.extend(_start(settings, command) for command in commands)
        _announce(ready_url, processes, console)
        processes.extend(_start(settings, command) for command in then)
        while True:
            _check(processes)
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("停止 stopping …")
    finally:
        _stop([process for _, process in processes])


def _start(
    settings: Settings, command: list[str]
) -> tuple[Path, subprocess.Popen[bytes]]:
    """Start a process; returns its log and the process."""
    logs = settings.home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    name = "-".join(Path(part).name for part in command[:4] if part[0] != "-")
    log = logs / f"{name.split('.')[0][:40].replace(':', '-')}.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            cwd=settings.project_dir,
            stdout=stream,
            stderr=stream,
            start_new_session=True,  # Ctrl-C reaches it through _stop
        )
    return log, process


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, then make them: an unfinished refresh survives a kill."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _announce(
    url: str, processes: list[tuple[Path, subprocess.Popen[bytes]]], console: Console
) -> None:
    while True:
        _check(processes)
        try:
            with urllib.request.urlopen(url, timeout=5):
                break
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
    console.print(f"[green]●[/green] {url}  (Ctrl-C 停止 stops)")


def _check(processes: list[tuple[Path, subprocess.Popen[bytes]]]) -> None:
    for log, process in processes:
        if process.poll() is not None:
            tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-8:])
            raise ServiceError(f"服务停止 (a service stopped), {log}:\n{tail}")


def port_is_free(port: int) -> bool:
    """Whether a service can listen on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _beside(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
