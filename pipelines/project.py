"""The dbt project, parsed: once, and again when a file of it changed.

Imports neither Dagster nor dbt, so that it can be parsed before they are there.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

from pipelines.inputs import project_files
from warehouse.settings import Settings


class DbtParseError(RuntimeError):
    """The dbt project cannot be parsed; the message is dbt's own."""


def dbt_executable() -> str:
    """The dbt that is installed beside this Python."""
    return str(Path(sys.executable).with_name("dbt"))


def ensure_manifest(settings: Settings) -> Path:
    """The folder with a manifest that is no older than the project's files.

    Raises:
        DbtParseError: if dbt cannot parse the project.
    """
    target = settings.dbt_target
    target.mkdir(parents=True, exist_ok=True)
    parsed = target / ".parsed"
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(path.stat().st_mtime for path in project_files(settings))
        if not parsed.exists() or parsed.stat().st_mtime < newest:
            parsed.unlink(missing_ok=True)
            _parse(settings, target)
            parsed.touch()  # last: dbt may be killed while it writes the manifest
    return target


def _parse(settings: Settings, target: Path) -> None:
    answer = subprocess.run(
        [dbt_executable(), "--quiet", "parse", "--target-path", str(target)],
        cwd=settings.dbt_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise DbtParseError(answer.stdout + answer.stderr)
