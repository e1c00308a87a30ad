"""Run every measurement and print times and ratios."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.warnings_file import TYPES, write_warnings
from pipelines.intake import intake_extract, load_contracts
from warehouse.settings import Settings

_ROWS = 1_000_000
_REPETITIONS = 3


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure_intake(folder: Path) -> None:
    """Intake with everything on, against iconv plus a bare typed read."""
    settings = Settings(home=folder / "home", _env_file=None)  # type: ignore[call-arg]
    utf8, bare = folder / "warnings.utf8.csv", folder / "bare.csv"
    write_warnings(settings, utf8, _ROWS)
    landed = settings.landing / "warnings" / "warnings.csv"
    landed.parent.mkdir(parents=True)
    subprocess.run(
        ["iconv", "-f", "utf-8", "-t", "gb18030", "-o", landed, utf8], check=True
    )
    old = time.time() - 60
    os.utime(landed, (old, old))

    def bare_read() -> None:
        subprocess.run(
            ["iconv", "-f", "gb18030", "-t", "utf-8", "-o", bare, landed], check=True
        )
        duckdb.connect().execute(
            f"copy (select * from read_csv('{bare}', header = true, delim = ',',"
            f" auto_detect = false, columns = {TYPES})) to '{folder}/bare.parquet'"
            " (format parquet, compression zstd)"
        )

    def intake() -> None:
        (result,) = intake_extract(settings, load_contracts()["warnings"])
        if result.status != "loaded":
            raise SystemExit(f"intake: {result}")

    # In turns, so that what else the machine does weighs on both.
    bares, intakes = [], []
    for _ in range(_REPETITIONS):
        bares.append(timed(bare_read))
        shutil.rmtree(settings.deliveries_dir, ignore_errors=True)
        intakes.append(timed(intake))
    base, ours = median(bares), median(intakes)
    print(f"intake {_ROWS:,} rows: {ours:.2f} s, bare {base:.2f} s,", end=" ")
    print(f"ratio {ours / base:.2f} (goal <= 2)")


def measure_refresh(folder: Path) -> None:
    """Demo to edition, then a refresh with nothing new; peak memory of both."""
    environment = {**os.environ, "FANZHA_HOME": str(folder / "demo")}
    fanzha = str(Path(sys.executable).with_name("fanzha"))

    def command(name: str) -> None:
        answer = subprocess.run([fanzha, name], env=environment, check=False)
        if answer.returncode not in (0, 2):
            raise SystemExit(f"fanzha {name} failed")

    seconds = {
        step: timed(lambda name=name: command(name))  # type: ignore[misc]
        for step, name in (
            ("demo", "demo"),
            ("refresh", "refresh"),
            ("nothing new", "refresh"),
        )
    }
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    for step, value in seconds.items():
        print(f"{step}: {value:.1f} s")
    print(f"demo + refresh: {seconds['demo'] + seconds['refresh']:.1f} s (goal <= 90)")
    print(
        f"nothing new against whole refresh: "
        f"{seconds['nothing new'] / seconds['refresh']:.3f}"
    )
    print(f"peak memory of a process: {peak:.2f} GiB (goal <= 2)")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure_intake(Path(name))
        measure_refresh(Path(name))
