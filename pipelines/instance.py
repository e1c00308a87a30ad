"""Dagster's own configuration of this installation."""

from __future__ import annotations

import json

from warehouse.files import write_atomically
from warehouse.settings import Settings

# One run at a time, told to Dagster as well, so that its interface shows the
# queue; the guarantee is the operating system's lock in warehouse/locking.py.
_DAGSTER_YAML = """\
telemetry:
  enabled: false
event_log_storage:
  module: pipelines.event_log
  class: EventLog
  config:
    base_dir: {history}
run_coordinator:
  module: dagster._core.run_coordinator
  class: DefaultRunCoordinator
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 30
  start_timeout_seconds: 300
  poll_interval_seconds: 10
concurrency:
  pools:
    default_limit: 1
retention:
  schedule:
    purge_after_days: 30
  sensor:
    purge_after_days:
      skipped: 1
      failure: 30
      success: 90
"""


def prepare_instance(settings: Settings) -> None:
    """Write `dagster.yaml`, so that every process finds the same instance."""
    path = settings.dagster_home / "dagster.yaml"
    # Where Dagster would put it by itself; JSON is YAML, whatever the folder is called.
    history = json.dumps(f"{settings.dagster_home}/history/runs/", ensure_ascii=False)
    content = _DAGSTER_YAML.format(history=history)
    if not path.exists() or path.read_text("utf-8") != content:
        write_atomically(path, content)
