"""The dbt project, parsed: once, and again when a file of it changed.

Imports neither Dagster nor dbt, so that it can be parsed before they are there.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

from pipelines.inputs import project_hash
from warehouse.files import write_atomically
from warehouse.settings import Settings


class DbtParseError(RuntimeError):
    """The dbt project cannot be parsed; the message is dbt's own."""


def dbt_executable() -> str:
    """The dbt that is installed beside this Python."""
    return str(Path(sys.executable).with_name("dbt"))


def ensure_manifest(settings: Settings) -> Path:
    """The folder with the manifest of the project as it is.

    Times do not tell: a file that is removed leaves none, and a release that is unpacked
    is older than what was parsed here before.

    Raises:
        DbtParseError: if dbt cannot parse the project.
    """
    target = settings.dbt_target
    target.mkdir(parents=True, exist_ok=True)
    parsed = target / ".parsed"
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        project = project_hash(settings)
        if not parsed.exists() or parsed.read_text("ascii") != project:
            parsed.unlink(missing_ok=True)
            _parse(settings, target)
            # Last: dbt may be killed while it writes the manifest.
            write_atomically(parsed, project)
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
