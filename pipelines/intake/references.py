"""Reference lists: codes, and the names and aliases accepted in their place."""

from __future__ import annotations

import hashlib

import duckdb

from warehouse.settings import Settings

_FILES = [
    "counties",
    "county_aliases",
    "stations",
    "member_units",
    "unit_aliases",
    "fraud_types",
    "fraud_type_aliases",
    "kpi_catalogue",
]

REFERENCE_LISTS = ("county", "station", "unit", "fraud_type", "kpi")

# One row per accepted spelling. Only fraud types change their names by the
# year, so only they look at the date of the event.
_LISTS = """
create table reference_county as
    select county_code as alias, county_code as code from counties
    union select name_zh, county_code from counties
    union select alias, county_code from county_aliases;
create table reference_station as
    select station_code as alias, station_code as code from stations
    union select min(name_zh), min(station_code) from stations
    group by name_zh having count(*) = 1;
create table reference_unit as
    select unit_code as alias, unit_code as code from member_units
    union select name_zh, unit_code from member_units
    union select alias, unit_code from unit_aliases;
create table reference_kpi as
    select kpi_code as alias, kpi_code as code from kpi_catalogue;
create table reference_fraud_type as
    select alias, code, min(valid_from) as valid_from, max(valid_to) as valid_to
    from (
        select fraud_type_code as alias, fraud_type_code as code,
            date '0001-01-01' as valid_from, date '9999-12-31' as valid_to
        from fraud_types
        union all select name_zh, fraud_type_code, date '0001-01-01',
            date '9999-12-31' from fraud_types
        union all select alias, fraud_type_code,
            coalesce(try_cast(valid_from as date), date '0001-01-01'),
            coalesce(try_cast(valid_to as date), date '9999-12-31')
        from fraud_type_aliases
    ) group by alias, code;
"""


class ReferenceListError(ValueError):
    """A reference list maps one spelling to two codes."""


def references_digest(settings: Settings) -> str:
    """Hash of all reference lists: what a delivery was checked with."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((settings.seeds_dir / f"{name}.csv").read_bytes())
    return digest.hexdigest()


def load_references(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create `reference_<list>` (alias, code) tables on a connection.

    Raises:
        ReferenceListError: if a spelling stands for two codes at once.
    """
    for name in _FILES:
        connection.execute(
            f"create table {name} as select * from read_csv("
            " ?, header = true, all_varchar = true,"
            " delim = ',', quote = '\"')",
            [str(settings.seeds_dir / f"{name}.csv")],
        )
    connection.execute(_LISTS)
    for name in ("county", "station", "unit"):
        doubled = connection.execute(
            f"select alias from reference_{name} group by alias having count(*) > 1"
        ).fetchall()
        if doubled:
            raise ReferenceListError(f"{name}: {', '.join(a for (a,) in doubled)}")
    doubled = connection.execute(
        "select a.alias from reference_fraud_type a join reference_fraud_type b"
        " on a.alias = b.alias and a.code < b.code"
        " and a.valid_from <= b.valid_to and b.valid_from <= a.valid_to"
    ).fetchall()
    if doubled:
        raise ReferenceListError(f"fraud_type: {', '.join(a for (a,) in doubled)}")
