from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from warehouse.locking import WriterBusyError, writer_is_busy, writer_lock
from warehouse.settings import Settings

_HOLD = """
import subprocess, sys, time
from pathlib import Path
from warehouse.locking import writer_lock
from warehouse.settings import Settings
with writer_lock(Settings(home=Path(sys.argv[1]), _env_file=None)):
    child = subprocess.Popen(["sleep", sys.argv[2]])
    print(child.pid, flush=True)
    time.sleep(60)
"""


def _hold(settings: Settings, child_seconds: int) -> tuple[subprocess.Popen[str], int]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(settings.home), str(child_seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    return holder, int(holder.stdout.readline())


def test_a_second_writer_is_told_that_one_is_at_work(settings: Settings) -> None:
    holder, child = _hold(settings, 60)
    try:
        with pytest.raises(WriterBusyError), writer_lock(settings):
            pass
    finally:
        holder.kill()
        os.kill(child, signal.SIGKILL)
        holder.wait()


def test_the_lock_outlives_its_holder_while_a_child_still_works(
    settings: Settings,
) -> None:
    holder, child = _hold(settings, 60)
    holder.kill()
    holder.wait()

    with pytest.raises(WriterBusyError), writer_lock(settings):
        pass
    os.kill(child, signal.SIGKILL)
    started = time.monotonic()
    with writer_lock(settings, wait_seconds=10):
        assert time.monotonic() - started < 10


def test_standard_input_is_restored_after_the_lock(settings: Settings) -> None:
    before = os.fstat(0)
    with writer_lock(settings):
        assert os.fstat(0).st_ino == settings.lock_file.stat().st_ino
    assert os.fstat(0).st_ino == before.st_ino


def test_who_was_started_under_the_lock_and_lives_on_does_not_keep_it(
    settings: Settings,
) -> None:
    with writer_lock(settings):
        helper = subprocess.Popen(["sleep", "60"])
    try:
        assert not writer_is_busy(settings)
        with writer_lock(settings):
            assert writer_is_busy(settings)
    finally:
        helper.kill()
        helper.wait()
