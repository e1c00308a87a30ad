"""The one-row table that tells dbt about this refresh."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from warehouse.editions import next_id
from warehouse.settings import Settings


def write_control(settings: Settings, run_id: str) -> None:
    """Write `control.parquet`: as-of date, limits, the ids of run and edition.

    A file instead of dbt's `--vars`, which would invalidate its parse cache.
    """
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    started_at = datetime.now(UTC).replace(tzinfo=None)
    with duckdb.connect() as connection:
        connection.execute(
            "create table control as select cast($1 as date) as as_of,"
            " cast($2 as integer) as contact_limit_minutes,"
            " cast($3 as varchar) as run_id, cast($4 as varchar) as edition,"
            " cast($5 as timestamp) as started_at",
            [
                settings.as_of,
                settings.contact_limit_minutes,
                run_id,
                next_id(settings),
                started_at,
            ],
        )
        connection.execute(
            f"copy control to '{settings.control_file}' (format parquet)"
        )
