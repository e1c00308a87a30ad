"""What one edition says otherwise than another, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from warehouse.editions import Edition

_CELL = "entity_type, entity_code, kpi_code, grain, period_start, period_end"

# A delivery without a record in force, such as a file with a header only, moves nothing,
# unless it takes the place of an earlier check whose records it lacks, or withdraws: a
# snapshot does. One that was held and then approved does so without arriving anew.
_NEW_DELIVERIES = """
create temp table new_deliveries as
select delivery_id, extract from after_edition.ops.deliveries
where status = 'loaded'
    and (rows_loaded > 0 or replaces is not null)
    and delivery_id not in (select delivery_id from before_edition.ops.deliveries)
union
select delivery_id, extract from after_edition.ops.snapshots
where is_in_force and delivery_id not in (
    select delivery_id from before_edition.ops.snapshots where is_in_force
)
"""
_CHANGED = f"""
create temp table changed as
select {_CELL}, covered_through,
    was.value as value_before, now.value as value_after,
    was.numerator as numerator_before, now.numerator as numerator_after,
    was.denominator as denominator_before, now.denominator as denominator_after
from after_edition.kpi.kpi_values as now
join before_edition.kpi.kpi_values as was using ({_CELL}, covered_through)
where was.value is distinct from now.value
    or was.numerator is distinct from now.numerator
    or was.denominator is distinct from now.denominator
"""
_MOVED_BY = """
create temp table moved_by as
select $before as edition_before, $after as edition_after, kpi_code, delivery_id
from after_edition.kpi.kpi_catalogue as kpis
join new_deliveries as new
    on list_contains(string_split(replace(kpis.sources, ' ', ''), ';'), new.extract)
where kpi_code in (select kpi_code from changed)
order by all
"""
_RESTATEMENTS = f"""
select changed.*, $before as edition_before, $after as edition_after,
    value_after - value_before as difference,
    case
        when is_redefined is null or not $deliveries_known then 'unknown'
        when is_redefined and deliveries > 0 then 'definition_and_data'
        when is_redefined then 'definition'
        when deliveries > 0 then 'data'
        else 'unknown'
    end as reason,
    coalesce(deliveries, 0) as deliveries,
    cast($found_at as timestamp) as found_at
from changed
left join (select kpi_code, count(*) as deliveries from moved_by group by all)
    using (kpi_code)
left join definitions using (kpi_code)
order by {_CELL}
"""
_COVERAGE = f"""
select count(*) filter (where was.covered_through is null),
    count(*) filter (where now.covered_through is null),
    count(*) filter (where was.covered_through <> now.covered_through)
from after_edition.kpi.kpi_values as now
full join before_edition.kpi.kpi_values as was using ({_CELL})
"""


@dataclass(frozen=True)
class Comparison:
    """What differs between two editions: rows as in the two tables."""

    restatements: pa.Table
    deliveries: pa.Table


@dataclass(frozen=True)
class CoverageChanges:
    """Values that cannot be compared, by why."""

    new: int
    gone: int
    other_days: int


def compare(before: Edition, after: Edition) -> Comparison:
    """Restatements of `before`'s values by `after`.

    Raises:
        duckdb.Error: if one cannot be read or lacks columns, as very old ones do.
    """
    pair = {"before": before.id, "after": after.id}
    with _attached(before, after) as connection:
        known = _has_table(connection, "before_edition", "ops", "deliveries")
        known = known and _has_table(connection, "before_edition", "ops", "snapshots")
        connection.execute(
            _NEW_DELIVERIES
            if known
            else "create temp table new_deliveries (delivery_id text, extract text)"
        )
        connection.execute(_CHANGED)
        connection.execute(_MOVED_BY, pair)
        _note_definitions(connection, before, after)
        found = {"deliveries_known": known, "found_at": after.manifest["created_at"]}
        return Comparison(
            connection.execute(_RESTATEMENTS, {**pair, **found}).to_arrow_table(),
            connection.execute("from moved_by").to_arrow_table(),
        )


def coverage_changes(before: Edition, after: Edition) -> CoverageChanges:
    """How many values only one edition has, or counts through another day.

    Raises:
        duckdb.Error: as `compare`.
    """
    with _attached(before, after) as connection:
        row = connection.execute(_COVERAGE).fetchone()
    assert row is not None
    return CoverageChanges(*row)


@contextmanager
def _attached(before: Edition, after: Edition) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both editions in a database of its own: damage in one harms nothing else."""
    with duckdb.connect() as connection:
        for name, edition in (("before_edition", before), ("after_edition", after)):
            path = str(edition.db_path).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        yield connection


def _has_table(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str
) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables()"
        " where database_name = $1 and schema_name = $2 and table_name = $3",
        [database, schema, table],
    )
    return found.fetchone() is not None


def _note_definitions(
    connection: duckdb.DuckDBPyConnection, before: Edition, after: Edition
) -> None:
    """Which KPIs were redefined; null where an edition does not tell definitions."""
    was = before.manifest.get("kpi_definitions") or {}
    now = after.manifest.get("kpi_definitions") or {}
    connection.execute(
        "create temp table definitions (kpi_code text, is_redefined boolean)"
    )
    for kpi_code in was.keys() & now.keys():
        connection.execute(
            "insert into definitions values ($1, $2)",
            [kpi_code, was[kpi_code] != now[kpi_code]],
        )
