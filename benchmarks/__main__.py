"""Run every measurement, or those named, and print times and ratios."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.dashboards import measure_dashboards
from benchmarks.intake import measure_history, measure_peers, measure_ratio
from benchmarks.refresh import measure_refresh
from benchmarks.warehouse import measure_warehouse

_MEASUREMENTS: dict[str, Callable[[Path], None]] = {
    "intake": partial(measure_ratio, rows=1_000_000, repetitions=3, goal=2.0),
    "refresh": measure_refresh,
    "dashboards": partial(measure_dashboards, requests=10_000),
    "warehouse": partial(measure_warehouse, rows=20_000_000),
    "large": partial(measure_ratio, rows=10_000_000, repetitions=1, goal=1.5),
    "peers": partial(measure_peers, rows=10_000_000),
    "history": partial(measure_history, small=1_000_000, large=20_000_000, day=5_000),
}

if __name__ == "__main__":
    for name in sys.argv[1:] or _MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            _MEASUREMENTS[name](Path(folder))
