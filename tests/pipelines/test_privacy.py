"""No personal number outside landing, whatever a whole refresh writes and says."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.conftest import fanzha
from tests.pipelines.conftest import Calm
from warehouse.settings import Settings

pytestmark = pytest.mark.long


def _written(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Every file outside landing, as bytes and as the values that it holds."""
    for path in settings.home.rglob("*"):
        if settings.landing in (path, *path.parents) or not path.is_file():
            continue
        yield path, path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            yield path, str(pq.read_table(path).to_pylist())
        elif path.suffix == ".duckdb":
            yield from ((path, text) for text in _duckdb_values(path))
        elif path.suffix == ".db":
            with closing(sqlite3.connect(path)) as connection:
                yield path, "\n".join(connection.iterdump())


def _duckdb_values(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " join duckdb_tables() using (schema_name, table_name)"
            " where data_type = 'VARCHAR'"
        ).fetchall()
        assert columns
        for column in columns:
            schema, table, name = (f'"{part}"' for part in column)
            yield str(
                connection.execute(
                    f"select distinct {name} from {schema}.{table}"
                ).fetchall()
            )


def _leaks(calm: Calm, text: str) -> list[str]:
    """Planted numbers in a text, however they are spaced and as wide as they are."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii() or re.search(r"[0-9][ ._-][0-9]", plain):
        plain += "\n" + re.sub(r"(?<=[0-9])[ ._-]{1,3}(?=[0-9])", "", plain)
    pattern = "|".join(calm.planted.digits)
    return sorted(set(re.findall(pattern, plain)))


def test_nothing_that_is_written_holds_a_personal_number(calm: Calm) -> None:
    seen = set()
    leaks = {}
    for path, text in _written(calm.settings):
        seen.add(path.suffix)
        if found := _leaks(calm, text):
            leaks[str(path)] = found[:5]
    assert not leaks
    assert {".parquet", ".duckdb", ".db", ".json", ".log"} <= seen


def test_names_of_files_are_searched_too(calm: Calm) -> None:
    outside = [
        str(path)
        for path in calm.settings.home.rglob("*")
        if calm.settings.landing not in path.parents
    ]
    assert not _leaks(calm, "\n".join(outside))


def test_no_command_says_a_personal_number(calm: Calm) -> None:
    home = calm.settings.home
    said = [calm.refresh.stdout, calm.refresh.stderr]
    for command in ("quarantine", "deliveries"):
        for form in ("table", "csv", "json"):
            answer = fanzha(home, command, "--format", form)
            assert answer.returncode == 0, answer.stderr
            said += [answer.stdout, answer.stderr]
    assert not _leaks(calm, "\n".join(said))
    assert "拒收" in calm.refresh.stdout


def test_every_kind_of_trouble_was_there(calm: Calm) -> None:
    answer = fanzha(
        calm.settings.home,
        "query",
        "select distinct reason_code from ops.quarantine"
        " union select distinct reason_code from ops.deliveries",
        "--format=csv",
    )
    expected = {
        "bad_date",
        "bad_format",
        "bad_integer",
        "bad_number",
        "damaged_archive",
        "damaged_text",
        "malformed_quotes",
        "meta_mismatch",
        "missing_column",
        "no_header",
        "personal_number",
        "row_too_long",
        "row_too_short",
        "unknown_code",
        "unknown_format",
        "unknown_value",
        "unreadable_file",
        "unreadable_meta",
    }
    assert expected <= set(answer.stdout.split())


def test_a_file_named_after_a_person_keeps_a_name_of_its_own(calm: Calm) -> None:
    answer = fanzha(
        calm.settings.home,
        "query",
        "select file from ops.deliveries where contains(file, '***')",
        "--format=csv",
    )
    names = answer.stdout.split("\n")[1:-1]
    assert len(names) == len(set(names)) == 2
