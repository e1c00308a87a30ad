"""The whole demo: written, refreshed, refreshed again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import timed


def measure_refresh(folder: Path) -> None:
    """Demo to edition, then a refresh with nothing new; peak memory of both."""
    environment = {**os.environ, "FANZHA_HOME": str(folder / "demo")}
    fanzha = str(Path(sys.executable).with_name("fanzha"))

    def command(name: str) -> None:
        answer = subprocess.run(
            [fanzha, name], env=environment, check=False, capture_output=True
        )
        if answer.returncode not in (0, 2):
            raise SystemExit(f"fanzha {name} failed: {answer.stdout.decode()}")

    demo = timed(lambda: command("demo"))
    refresh = timed(lambda: command("refresh"))
    nothing_new = timed(lambda: command("refresh"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"demo {demo:.1f} s + refresh {refresh:.1f} s", end=" ")
    print(f"= {demo + refresh:.1f} s (goal <= 90)")
    print(f"nothing new: {nothing_new:.1f} s (goal <= 15)")
    print(f"peak memory of a process: {peak:.2f} GiB (goal <= 2)", flush=True)
