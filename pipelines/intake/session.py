"""The DuckDB session in which files are checked."""

from __future__ import annotations

import duckdb

from pipelines.intake.pseudonyms import pseudonym_key
from pipelines.intake.references import load_references
from warehouse.settings import Settings


def connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A working connection whose spill files, if any, are encrypted."""
    settings.tmp_dir.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={
            "temp_directory": str(settings.tmp_dir),
            "temp_file_encryption": "true",
            "memory_limit": "2GB",
            "preserve_insertion_order": "false",
        }
    )
    # The size of a stream is unknown; guessing it small, DuckDB would build the
    # hash tables of joins from the file and not from the reference lists. And a
    # test for a few values is faster as it stands than as a join.
    connection.execute(
        "set disabled_optimizers = 'join_order,build_side_probe_side,in_clause'"
    )
    # It would be drawn over our own.
    connection.execute("set enable_progress_bar = false")
    load_references(connection, settings)
    connection.execute(f"set variable pseudonym_key = '{pseudonym_key(settings)}'")
    return connection
