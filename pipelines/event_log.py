"""Dagster's event log in SQLite, written without opening the files anew each time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as db
from dagster import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData


class EventLog(SqliteEventLogStorage):
    """The same files, with a connection to each that stays open.

    Dagster opens and closes up to four connections for each of the thousand events of
    a refresh. Closing the last one makes SQLite copy its journal into the database,
    with several waits for the disk: half a minute where the disk is busy.
    """

    def __init__(
        self, base_dir: str, inst_data: ConfigurableClassData | None = None
    ) -> None:
        self._engines: dict[str, db.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> EventLog:
        """As `dagster.yaml` configures it."""
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event, and let those know who follow the run.

        They watch the run's file, which SQLite leaves alone while it writes to the
        journal beside it.
        """
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> db.Engine:
        """The engine of the index or of a run; only the last run's is kept."""
        if shard not in self._engines:
            for other in self._engines.keys() - {INDEX_SHARD_NAME}:
                self._engines.pop(other).dispose()
            engine = db.create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
            )
            # A power cut may cost the last events; a kill costs none.
            db.event.listen(engine, "connect", _do_not_wait_for_the_disk)
            self._initdb(engine)
            self._engines[shard] = engine
        return self._engines[shard]


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:
    connection.execute("pragma synchronous = normal")
