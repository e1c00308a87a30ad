"""Importing this makes dbt ready: it is imported, and has parsed the project once.

For the process that runs are forked from (`pipelines.code_server`).
"""

from __future__ import annotations

import gc
import sys
import tempfile
import traceback

from warehouse.settings import export_settings, load_settings


def _warm() -> None:
    from dbt.cli.main import dbtRunner

    import warehouse.lifeline
    import warehouse.statistics  # noqa: F401  # plugins of `profiles.yml`

    settings = load_settings()
    export_settings(settings)
    parsed = settings.dbt_target / "partial_parse.msgpack"
    with tempfile.TemporaryDirectory() as target:
        dbtRunner().invoke(
            ["--quiet", "--no-write-json", "--log-level-file", "none", "parse"]
            + ["--project-dir", str(settings.dbt_dir), "--target-path", target]
            + ["--partial-parse-file-path", str(parsed)]
        )


try:
    _warm()
except Exception:  # then dbt takes its time, as if this had not been tried
    traceback.print_exc()
sys.stdout.flush()  # else each child has what is left
gc.freeze()  # what is here stays; children need not look through it again
