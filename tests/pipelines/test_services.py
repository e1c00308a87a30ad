"""`fanzha run` as its user sees it: pages answer, and a dropped file shows up."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from rich.console import Console

from pipelines.services import ServiceError, run_services
from tests.conftest import PROJECT, command_environment, fanzha
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long


def free_port() -> str:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def running(home: Path, command: str, **ports: str) -> Iterator[subprocess.Popen[str]]:
    """A long-running command, stopped by Ctrl-C at the end."""
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("fanzha")), command],
        cwd=PROJECT,
        env=command_environment(home, **ports),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def wait_for(url: str, seconds: float) -> str:
    """Text of a page once it answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture
def own_process() -> Iterator[None]:
    """What services set for their whole process is set back."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    with mock.patch.dict(os.environ):
        yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.mark.usefixtures("own_process")
def test_other_services_start_once_the_page_answers(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    serve = f"h.test(h.SimpleHTTPRequestHandler, port={port})"
    slow = f"import time, http.server as h; time.sleep(1); {serve}"
    ask = f"import urllib.request as u; print('answers', u.urlopen('{url}').status)"
    said = io.StringIO()
    pages, then = [sys.executable, "-c", slow], [sys.executable, "-c", ask]
    settings = Settings(home=tmp_path, _env_file=None)

    with pytest.raises(ServiceError, match="answers 200"):  # and ends, which is told
        run_services(settings, [pages], Console(file=said), url, [then])

    assert url in said.getvalue()
    with pytest.raises(OSError):  # the page's process was stopped
        wait_for(url, 0)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_services_that_a_script_started_in_the_background_stop(
    tmp_path: Path, sign: signal.Signals
) -> None:
    """Shells let such processes, and all that these start, ignore Ctrl-C."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    run = (
        "import signal, sys; from pathlib import Path; from rich.console import Console\n"
        "from pipelines.services import run_services\n"
        "from warehouse.settings import Settings\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        f"serve = [sys.executable, '-m', 'http.server', '{port}', '-b', '127.0.0.1']\n"
        f"settings = Settings(home=Path({str(tmp_path)!r}), _env_file=None)\n"
        f"run_services(settings, [serve], Console(), '{url}')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", run], cwd=PROJECT)
    try:
        wait_for(url, 30)
        process.send_signal(sign)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
    with pytest.raises(OSError):
        wait_for(url, 0)


def test_a_dropped_file_is_published_by_the_running_services(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert fanzha(home, "demo", "--scale", "0.01").returncode == 0
    settings = Settings(home=home, _env_file=None)
    aside = tmp_path / "aside"
    (settings.landing / "cases").rename(aside)
    (settings.landing / "cases").mkdir()
    ports = {"FANZHA_PORT": free_port(), "FANZHA_DAGSTER_PORT": free_port()}

    with running(home, "run", **ports):
        # Its own first refresh must leave the way free for the next.
        health = wait_for(f"http://127.0.0.1:{ports['FANZHA_PORT']}/healthz", 180)
        before = current_edition(settings)
        assert before is not None and before.id in health
        wait_for(f"http://127.0.0.1:{ports['FANZHA_DAGSTER_PORT']}/server_info", 60)
        for path in aside.iterdir():
            shutil.copy(path, settings.landing / "cases" / path.name)
        deadline = time.monotonic() + 180
        while current_edition(settings) == before:
            assert time.monotonic() < deadline, "nothing was published"
            time.sleep(0.5)
    after = current_edition(settings)
    assert after is not None
    assert after.manifest["rows"]["core.fct_cases"] > 0
