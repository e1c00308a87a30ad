"""Opening DuckDB the one right way for each purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from warehouse.editions import Edition


def open_edition(
    edition: Edition, *, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open an edition for reading, locked down.

    The connection cannot change the edition, read or write files, attach databases,
    load extensions or change its own settings, whatever SQL it is given. Nor does it
    spill to disk, which would be beside the edition. A person's SQL passes
    `warehouse.guard` besides. A question takes at most `threads` threads, of which
    there is otherwise one per core.
    """
    some: dict[str, str] = {"threads": str(threads)} if threads else {}
    return duckdb.connect(
        str(edition.db_path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "",
            "lock_configuration": "true",
            **some,
        },
    )
