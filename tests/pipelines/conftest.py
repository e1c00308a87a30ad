"""A small installation that several tests look at or copy."""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
from dataclasses import dataclass

import pytest

from tests.conftest import fanzha
from tests.pipelines.personal import Planted, plant
from warehouse.settings import Settings


@dataclass(frozen=True)
class Calm:
    """An installation after one undisturbed refresh. Read only."""

    settings: Settings
    planted: Planted
    refresh: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """Deliveries full of personal numbers and mistakes, refreshed once."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    home, saved = root / "calm", root / "calm.pickle"
    settings = Settings(home=home, _env_file=None)
    with (root / "calm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not saved.exists():
            planted = plant(settings)
            saved.write_bytes(pickle.dumps((planted, fanzha(home, "refresh"))))
        planted, refresh = pickle.loads(saved.read_bytes())
    assert refresh.returncode == 2, refresh.stdout + refresh.stderr
    return Calm(settings, planted, refresh)
