"""Reads a landing folder on its own: no contract, no dbt, only the written rules."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from pipelines.demo.layouts import HEADERS, SYNONYMS
from pipelines.demo.reference import load_reference

KEYS = {
    "cases": "case_no",
    "warnings": "warning_no",
    "card_involvements": "record_no",
    "operations": "operation_no",
    "arrests": "arrest_no",
    "seizures": "seizure_no",
    "publicity_events": "event_no",
    "app_registrations": "as_of, county_code, unit_code",
}
CODES = {
    "county_code",
    "opened_county_code",
    "station_code",
    "fraud_type",
    "victim_unit_code",
    "issuer_unit_code",
    "unit_code",
}
LAYOUTS = ["%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H时%M分", "%Y年%m月%d日"]
ALIASES = {"530422": "530481", "虚假投资理财": "ft03", "虚假网络贷款": "ft04"}


def _as_csv(path: Path, folder: Path) -> tuple[Path, str]:
    """A file that DuckDB reads as UTF-8 CSV, copied if need be, and its delimiter."""
    target = folder / f"{path.name}.utf8.csv"
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=True)
        assert rows[0][0] and not any(rows[0][1:]), "a title row comes first"
        assert rows[-1][0] == "合计"
        lines = ["\t".join(str(value) for value in row) for row in rows[1:-1]]
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return target, "\t"
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as stream:
        head = stream.readline()
    mark = next(mark for mark in "\t;," if mark.encode() in head)
    try:
        head.decode()
    except UnicodeDecodeError:
        target.write_text(path.read_text(encoding="gb18030"), encoding="utf-8")
        return target, mark
    return path, mark


def _value(extract: str, column: str) -> str:
    text = f"nullif(trim({column}::varchar), '')"
    if column.endswith(("_at", "_on")) or column == "as_of":
        other = f"try_strptime({text}, {LAYOUTS})"
        return f"coalesce(try_cast({text} as timestamp), {other})"
    if column.endswith("_amount"):
        return f"try_cast({text} as decimal(18, 2))"
    if column in CODES and extract != "warnings":
        known = f"(select min(code) from names where name = {text})"
        return f"coalesce({known}, {text})"
    return text


def read_landing(
    landing: Path, database: str | Path = ":memory:"
) -> duckdb.DuckDBPyConnection:
    """Tables `cases`, `warnings`, `card_involvements` with the records in force."""
    connection = duckdb.connect(str(database))
    reference = load_reference()
    connection.execute("create table names (name varchar, code varchar)")
    for codes in (
        reference.counties,
        reference.stations,
        reference.fraud_types,
        reference.units,
    ):
        pairs = [[name, code] for code, name in codes.items()]
        connection.executemany("insert into names values (?, ?)", pairs)
    connection.executemany("insert into names values (?, ?)", list(ALIASES.items()))
    with tempfile.TemporaryDirectory() as folder:
        for extract, key in KEYS.items():
            _read_extract(connection, landing / extract, extract, key, Path(folder))
    return connection


def _read_extract(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    extract: str,
    key: str,
    folder: Path,
) -> None:
    headers = {zh: column for column, zh in HEADERS[extract].items()}
    headers |= {zh: column for column, zh in SYNONYMS.get(extract, {}).items()}
    parts = []
    for path in sorted(source.iterdir()):
        if path.name.endswith(".meta.json"):
            continue
        if path.suffix == ".parquet":
            relation = f"read_parquet('{path}')"
        else:
            copy, mark = _as_csv(path, folder)
            relation = f"read_csv('{copy}', delim='{mark}', all_varchar=true)"
        found = connection.execute(f"describe select * from {relation}").fetchall()
        renamed = {headers.get(row[0], row[0]): row[0] for row in found}
        assert set(renamed) == set(HEADERS[extract])
        inner = ", ".join(f'"{old}" as {new}' for new, old in renamed.items())
        outer = ", ".join(f"{_value(extract, c)} as {c}" for c in HEADERS[extract])
        parts.append(
            f"select {outer}, '{path.name}' as file "
            f"from (select {inner} from {relation})"
        )
    everything = " union all ".join(parts)
    connection.execute(f"create temp table {extract}_delivered as {everything}")
    good = {
        "cases": "reported_at is not null and loss_amount is not null "
        "and county_code <> '530499' and fraud_type like 'ft__' "
        "and (solved_at is null or solved_at >= filed_at) "
        "and (filed_at is null or filed_at::date <= updated_at::date + 1)",
        "warnings": "issued_at is not null and county_code <> '539999' "
        "and kind in ('资金预警', '信息预警') "
        "and (visited_at is null or visited_at >= visit_assigned_at)",
        "card_involvements": "notified_at is not null and card_no not like '%E+%' "
        "and opened_county_code <> '530499' and issuer_unit_code <> 'B99' "
        "and length(card_no) between 11 and 19",
        "operations": "kind in ('集群战', '全链条', '专项') "
        "and try_cast(gangs_dismantled as int) is not null",
        "arrests": "category <> '嫌疑人' and station_code <> '530499999999'",
        "seizures": "try_cast(quantity as int) > 0",
        "publicity_events": "try_cast(audience as int) is not null",
        "app_registrations": "registered::int <= eligible::int",
    }[extract]
    connection.execute(
        f"""
        create table {extract} as
        select * from {extract}_delivered
        where {good}
        qualify row_number() over (partition by {key} order by updated_at desc) = 1
        """
    )
