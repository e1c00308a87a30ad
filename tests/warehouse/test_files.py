"""What a kill leaves of a file that was being written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from warehouse.files import remove_unfinished, write_atomically


def test_what_a_dead_process_left_is_removed_and_what_is_written_now_stays(
    tmp_path: Path,
) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    write_atomically(tmp_path / "kept", "text")
    for process in (dead.pid, os.getpid(), os.getppid()):
        (tmp_path / f".dagster.yaml.{process}.tmp").touch()

    remove_unfinished(tmp_path)

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"kept", f".dagster.yaml.{os.getppid()}.tmp"}
