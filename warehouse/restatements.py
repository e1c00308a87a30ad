"""Restatements: values that one edition published and a later one gives otherwise.

A value is restated if both editions have it, counted through the same day, and
its numerator, denominator or value differ at all. A period that is new, or got
further days, is not. `docs/decisions/0014-restatements.md` says which editions
are compared and how a reason is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from warehouse.comparison import compare
from warehouse.connection import open_edition

if TYPE_CHECKING:
    from warehouse.editions import Edition

# Table → its comment; column → type and comment.
_COMMENTS = {
    "restatements": (
        "KPI values that an edition published and the next one gave otherwise, from"
        " the first edition on. One row per edition_after, entity, KPI, grain and"
        " period. What edition X said is value_before of the first row of the cell"
        " with edition_after > X; without such a row it still holds."
    ),
    "restatement_deliveries": (
        "Deliveries that came between the two editions of a restatement, of the"
        " sources of its KPI, and have records in force, replace an earlier check or"
        " withdraw records. One row per edition_after, KPI and delivery."
    ),
}
_COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "restatements": {
        "kpi_code": ("varchar", "Code of the KPI in kpi.kpi_catalogue."),
        "entity_type": ("varchar", "As in core.dim_entity."),
        "entity_code": ("varchar", "As in core.dim_entity."),
        "grain": ("varchar", "As in kpi.kpi_values."),
        "period_start": ("date", "First day of the period, Beijing date."),
        "period_end": ("date", "Last day of the period, Beijing date, inclusive."),
        "covered_through": ("date", "Last day that is counted, the same in both."),
        "edition_before": ("varchar", "Edition that published the earlier value."),
        "edition_after": ("varchar", "Next edition, which gave the other value."),
        "value_before": ("double", "Value in edition_before, unit of the KPI."),
        "value_after": ("double", "Value in edition_after."),
        "numerator_before": ("double", "Numerator in edition_before."),
        "numerator_after": ("double", "Numerator in edition_after."),
        "denominator_before": ("double", "Denominator in edition_before."),
        "denominator_after": ("double", "Denominator in edition_after."),
        "difference": (
            "double",
            "value_after - value_before; null if one of them has no value.",
        ),
        "reason": (
            "varchar",
            "data (deliveries came, the definition is the same), definition (the"
            " reverse), definition_and_data (both: they cannot be told apart), or"
            " unknown (neither is known to have changed).",
        ),
        "deliveries": (
            "bigint",
            "How many deliveries of the KPI's sources came between the editions and may"
            " have moved it; they stand in kpi.restatement_deliveries by edition_after and kpi_code.",
        ),
        "found_at": ("timestamp", "When edition_after was published, UTC."),
    },
    "restatement_deliveries": {
        "edition_before": ("varchar", "Edition without the delivery."),
        "edition_after": ("varchar", "Edition with the delivery."),
        "kpi_code": ("varchar", "KPI that was restated."),
        "delivery_id": ("varchar", "As in ops.deliveries."),
    },
}


def add_restatements(edition: Edition, earlier: Iterable[Edition]) -> dict[str, Any]:
    """Write the tables into an edition that is being made.

    The first of the `earlier` editions (newest first) that can be read gives its
    restatements and the values to compare with. Trouble with earlier editions is
    told and never keeps the new one from being published.

    Returns:
        For the manifest: compared_with (an edition or None), found and carried
        (numbers of rows), notices (texts for the user).

    Raises:
        duckdb.Error: if the new edition cannot be written.
    """
    source, found, notices = None, None, []
    for before in earlier:
        try:
            source = (before, _readable_columns(before))
        except (duckdb.Error, OSError) as error:
            notices.append(f"版本 {before.id} 无法读取，改与更早的版本比较：{error}")
            continue
        if edition.manifest.get("as_of") is None:
            try:
                found = compare(before, edition)
            except (duckdb.Error, OSError) as error:
                notices.append(f"未能与版本 {before.id} 比较已公布数值：{error}")
        break
    with duckdb.connect(str(edition.db_path)) as connection:
        _create(connection)
        if source:
            _carry(connection, *source)
        row = connection.execute("select count(*) from kpi.restatements").fetchone()
        if found:
            _insert(connection, "restatements", found.restatements)
            _insert(connection, "restatement_deliveries", found.deliveries)
        connection.execute("checkpoint")
    return {
        "compared_with": source[0].id if source and found else None,
        "found": found.restatements.num_rows if found else 0,
        "carried": row[0] if row else 0,
        "notices": notices,
    }


def _readable_columns(before: Edition) -> dict[str, list[str]]:
    """By table, the columns that an edition has; none if it is older than them.

    Reads every value, so that damage shows here and not halfway.
    """
    found: dict[str, list[str]] = {}
    with open_edition(before) as connection:
        for table, columns in _COLUMNS.items():
            there = connection.execute(
                "select column_name from information_schema.columns"
                " where table_schema = 'kpi' and table_name = $1",
                [table],
            ).fetchall()
            # Columns that a later version adds are null in what came before.
            found[table] = [name for (name,) in there if name in columns]
            if found[table]:
                connection.execute(
                    f"select max(hash({', '.join(found[table])})) from kpi.{table}"
                )
    return found


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    for table, columns in _COLUMNS.items():
        declared = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
        connection.execute(f"create or replace table kpi.{table} ({declared})")
        _comment(connection, f"table kpi.{table}", _COMMENTS[table])
        for name, (_, comment) in columns.items():
            _comment(connection, f"column kpi.{table}.{name}", comment)


def _comment(connection: duckdb.DuckDBPyConnection, what: str, text: str) -> None:
    quoted = text.replace("'", "''")
    connection.execute(f"comment on {what} is '{quoted}'")


def _carry(
    connection: duckdb.DuckDBPyConnection, before: Edition, found: dict[str, list[str]]
) -> None:
    """Copy what an earlier edition knows; it grows over years, so in batches."""
    with open_edition(before) as source:
        for table, columns in found.items():
            if columns:
                answer = source.execute(f"select {', '.join(columns)} from kpi.{table}")
                _insert(connection, table, answer.fetch_record_batch(100_000))


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pa.Table | pa.RecordBatchReader,
) -> None:
    connection.register("rows", rows)
    connection.execute(f"insert into kpi.{table} by name from rows")
    connection.unregister("rows")
