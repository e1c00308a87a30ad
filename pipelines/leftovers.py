"""What killed refreshes leave behind, cleared before the next one works.

Only the writer may call this: nobody else's work can be unfinished then.
"""

from __future__ import annotations

import shutil

from warehouse.editions import clear_unpublished
from warehouse.files import remove_unfinished
from warehouse.settings import Settings


def clear_leftovers(settings: Settings) -> None:
    """Remove working files; what stands is not touched."""
    shutil.rmtree(settings.tmp_dir, ignore_errors=True)
    # dagster-dbt gives every run a folder of its own and keeps it.
    for earlier in settings.dbt_target.glob("models-*"):
        shutil.rmtree(earlier)
    # A log of unfinished writes: build anew rather than trust a replay.
    if any(settings.build_dir.glob("*.wal")):
        shutil.rmtree(settings.build_dir)
    clear_unpublished(settings)
    for folder in (settings.home, settings.dagster_home, settings.dbt_target):
        remove_unfinished(folder)
