"""Shared by all tests: settings in a folder of their own, and the built demo."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long modules first: side by side, all workers then end together."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose home is empty and belongs to this test."""
    return Settings(home=tmp_path / "home", _env_file=None)


def fanzha(
    home: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own on `home`."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("fanzha")), *arguments],
        cwd=PROJECT,
        env=command_environment(home, **environment),
        capture_output=True,
        text=True,
        check=False,
    )


def command_environment(home: Path, **environment: str) -> dict[str, str]:
    """Environment of a command that works on `home` and nothing else."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FANZHA_")}
    return {**kept, "FANZHA_HOME": str(home), "COLUMNS": "200", **environment}


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The whole demo, written and refreshed once by the real commands.

    Test processes share it: the first builds, the others wait. Read only. To try one
    test again and again, FANZHA_TEST_DEMO names a home where this was done before.
    """
    if built := os.environ.get("FANZHA_TEST_DEMO"):
        return Settings(home=Path(built), _env_file=None)
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    home = root / "demo"
    with (root / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "editions" / "current").exists():
            for command in ("demo", "refresh"):
                answer = fanzha(home, command)
                assert answer.returncode in (0, 2), answer.stdout + answer.stderr
    return Settings(home=home, _env_file=None)
