"""The first run and the second: from nothing to a page, and nothing new."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.timing import timed

FANZHA = str(Path(sys.executable).with_name("fanzha"))
_PATIENCE_SECONDS = 3600


def command(home: Path, *arguments: str) -> None:
    """Run `fanzha` to its end.

    Raises:
        SystemExit: if it failed.
    """
    answer = subprocess.run(
        [FANZHA, *arguments],
        env={**os.environ, "FANZHA_HOME": str(home)},
        check=False,
        capture_output=True,
    )
    if answer.returncode not in (0, 2):
        raise SystemExit(f"fanzha {arguments} failed: {answer.stdout.decode()}")


@contextmanager
def running(home: Path) -> Iterator[str]:
    """`fanzha run`, stopped by Ctrl-C; gives the address of its pages."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, dagster_port = one.getsockname()[1], other.getsockname()[1]
    process = subprocess.Popen(
        [FANZHA, "run"],
        env={
            **os.environ,
            "FANZHA_HOME": str(home),
            "FANZHA_PORT": str(port),
            "FANZHA_DAGSTER_PORT": str(dagster_port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def wait_for_edition(url: str, before: str | None = None) -> str:
    """The edition that the pages show, once it is another one than before."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer,
        ):
            edition = json.load(answer)["edition"]
            if edition and edition != before:
                return str(edition)
        time.sleep(0.1)
    raise SystemExit("no edition appeared")


def measure_refresh(folder: Path) -> None:
    """Nothing to a page with the demo, and a refresh with nothing new; peak memory."""
    home = folder / "demo"
    began = time.perf_counter()
    with running(home) as url:
        wait_for_edition(url)
        with urllib.request.urlopen(url) as answer:
            answer.read()
        first = time.perf_counter() - began
    nothing_new = timed(lambda: command(home, "refresh"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"demo to dashboard: {first:.1f} s (goal <= 90)")
    print(f"nothing new: {nothing_new:.1f} s (goal <= 15)")
    print(f"peak memory of a process: {peak:.2f} GiB (goal <= 2)", flush=True)
