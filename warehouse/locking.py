"""One writer at a time, whoever starts it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.settings import Settings

_held: set[str] = set()


class WriterBusyError(RuntimeError):
    """Another process is refreshing and did not finish in time."""


def writer_is_busy(settings: Settings) -> bool:
    """Whether some process is the writer just now."""
    try:
        descriptor = os.open(settings.lock_file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def writer_of_standard_input() -> int | None:
    """Process that handed its lock on to this one as standard input, if any."""
    try:
        return int(os.pread(0, 20, 0))
    except (OSError, ValueError):
        return None


@contextmanager
def writer_lock(settings: Settings, *, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer's OS lock; the kernel frees it however the holder dies.

    The lock's descriptor becomes standard input for the time it is held: that
    is the one descriptor which dagster-dbt passes on to dbt, so a dbt process
    that outlives its killed parent still keeps other writers out. A process
    that holds it already may enter again.

    Raises:
        WriterBusyError: if another writer holds it after `wait_seconds`.
    """
    name = str(settings.lock_file)
    if name in _held:
        yield
        return
    settings.home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(settings.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, wait_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        saved = os.dup(0)
        os.dup2(descriptor, 0)
        _held.add(name)
        try:
            yield
        finally:
            _held.discard(name)
            os.dup2(saved, 0)
            os.close(saved)
            # Said, not left to the last descriptor: a helper process that was started
            # meanwhile and lives on (Python's resource tracker) has one too.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise WriterBusyError(
                    "另一个刷新正在进行，请稍后再试 (another refresh is running)"
                ) from None
            time.sleep(0.2)
