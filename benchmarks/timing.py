"""Seconds and memory of a piece of work."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import Any


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def apart(work: Callable[..., object], *arguments: Any) -> tuple[float, float]:
    """Wall seconds and peak memory in GiB of a call in a process of its own.

    Children of the process count too, the largest alone.

    Raises:
        SystemExit: if the call failed.
    """
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    process = context.Process(target=_measure, args=(results, work, arguments))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")
    seconds, peak = results.get()
    return float(seconds), float(peak)


def _measure(results: Any, work: Callable[..., object], arguments: Any) -> None:
    seconds = timed(lambda: work(*arguments))
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    results.put((seconds, peak / 1024**2))
