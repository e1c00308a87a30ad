"""All that the dashboards read, and the only module that knows DuckDB.

Each read runs on one published edition and inside a viewer's scope: no scope, no
rows. Nothing is computed here but sorting, filtering and naming; KPI values come
from the edition as they are.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from warehouse.connection import open_edition
from warehouse.editions import Edition, EditionError, current_edition
from warehouse.figures import Figure
from warehouse.settings import Settings
from warehouse.status import read_status
from warehouse.trace import Proof, trace

Row = dict[str, Any]
Made = TypeVar("Made")
_CACHE_LIMIT = 4096
_MARKS = re.compile(r"\{scope\}|\?")
_MADE_LIMIT = 256


@dataclass(frozen=True)
class Scope:
    """The places whose rows a viewer may read."""

    entities: frozenset[tuple[str, str]] | None = None

    def clause(self) -> tuple[str, list[str]]:
        """A condition on entity_type and entity_code, and its parameters."""
        if self.entities is None:
            return "true", []
        marks = ", ".join("(?, ?)" for _ in self.entities)
        flat = [part for entity in sorted(self.entities) for part in entity]
        return f"(entity_type, entity_code) in ({marks})", flat

    def covers(self, entity: tuple[str, str]) -> bool:
        """Whether the viewer may read the rows of an entity."""
        return self.entities is None or entity in self.entities


CITY_SCOPE = Scope()
NO_SCOPE = Scope(frozenset())


@dataclass(frozen=True)
class Period:
    """One period of a grain, with its names."""

    grain: str
    start: date
    end: date
    label_zh: str
    label_en: str
    covered_through: date
    is_partial: bool


@dataclass(frozen=True)
class Behind:
    """The first rows behind a part of a figure, where they came from, and the proof.

    `sql` is the statement that found them.
    """

    rows: list[Row]
    deliveries: list[Row]
    proof: Proof
    sql: str


class Reader:
    """Reads one edition: one read-only connection, one cursor per thread."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        # Many ask at once: sharing out one question costs more than it gains.
        self._connection = open_edition(edition, threads=1)
        self._local = threading.local()
        self._cache: dict[tuple[Any, ...], list[Row]] = {}
        self._made: dict[tuple[Any, ...], Future[Any]] = {}
        self._lock = threading.Lock()

    def rows(
        self, sql: str, parameters: Sequence[Any] = (), *, scope: Scope | None
    ) -> list[Row]:
        """Rows of a query whose `{scope}` stands where the scope's condition goes."""
        if scope is None or scope == NO_SCOPE:
            return []
        key = (scope, sql, tuple(parameters))
        found = self._cache.get(key)
        if found is None:
            cursor = self._cursor().execute(*_scoped(sql, parameters, scope))
            names = [column[0] for column in cursor.description or []]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[key] = found
        return found

    def behind(
        self, figure: Figure, part: str, most: int, *, scope: Scope | None
    ) -> Behind | None:
        """What `fanzha trace` finds behind the numerator or denominator of a figure.

        None if the viewer may not see the figure's entity, if the KPI has no such
        part, or if the edition is older than traces.
        """
        entity = figure.entity["entity_type"], figure.entity["entity_code"]
        if scope is None or not scope.covers(entity):
            return None
        cursor = self._cursor()
        try:
            found = trace(cursor, figure, part)
        except duckdb.CatalogException:
            return None
        if found is None:
            return None
        return Behind(
            found.table(cursor, most).to_pylist(),
            found.deliveries(cursor).to_pylist(),
            found.proof(cursor),
            found.sql,
        )

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, kept while this edition is in force.

        `key` must hold the scope and all else that the result depends on. Who asks
        for what another one is making waits for it.
        """
        with self._lock:
            kept = self._made.get(key)
            is_first = kept is None
            if kept is None:
                if len(self._made) >= _MADE_LIMIT:
                    self._made.clear()
                kept = self._made[key] = Future()
        if is_first:
            try:
                kept.set_result(make())
            except BaseException as error:
                self._made.pop(key, None)  # the next one tries again
                kept.set_exception(error)
        made: Made = kept.result()
        return made

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor


def _scoped(sql: str, parameters: Sequence[Any], scope: Scope) -> tuple[str, list[Any]]:
    """The query with the scope's condition, and all values in the order of their marks."""
    clause, values = scope.clause()
    left = iter(parameters)
    given: list[Any] = []
    for mark in _MARKS.findall(sql):
        given += values if mark == "{scope}" else [next(left)]
    return sql.replace("{scope}", clause), [*given, *left]


class Warehouse:
    """Finds the edition in force and keeps one reader open on it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def edition_id(self) -> str | None:
        """What the pointer says now; costs one small file read."""
        pointer: Path = self._settings.pointer
        return pointer.read_text("utf-8").strip() if pointer.exists() else None

    def failed_refresh(self) -> dict[str, Any] | None:
        """The last refresh (see `warehouse.status`), if it failed."""
        status = read_status(self._settings)
        return status if status and status.get("state") == "failed" else None

    def reader(self) -> Reader | None:
        """A reader on the edition in force, or None before the first publish.

        A reader that is replaced closes when the last request has let go of it.
        """
        wanted = self.edition_id()
        with self._lock:
            held = self._reader
            if held is not None and held.edition.id == wanted:
                return held
            try:
                edition = current_edition(self._settings)
            except EditionError:
                return held
            self._reader = Reader(edition) if edition else None
            return self._reader
