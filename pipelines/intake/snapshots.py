"""Full snapshots: what is missing from one was withdrawn at the source.

A delivery whose meta file says `"mode": "snapshot"` holds every record that the
source has. Each build judges all snapshots anew, in the order of the time at which
they were taken, so that neither order nor repetition of deliveries matters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.intake.cells_sql import literal
from pipelines.intake.contracts import Contract
from pipelines.intake.ledger import DeliveryResult, Ledger
from warehouse.files import write_atomically
from warehouse.settings import Settings

# More than this share of the known records missing is rather a slip than the truth.
BRAKE = 0.05

_SCHEMA = pa.schema(
    {
        "extract": pa.string(),
        "delivery_id": pa.string(),
        "taken_at": pa.timestamp("us"),
        "known": pa.int64(),
        "missing": pa.int64(),
        "verdict": pa.string(),
        "is_in_force": pa.bool_(),
    }
)


class ApprovalError(ValueError):
    """There is no snapshot of that name that waits for approval."""


@dataclass(frozen=True)
class Judged:
    """A snapshot and what became of it.

    `verdict` is `applied`, `needs_approval` (the brake holds it) or `incomplete`
    (rows of it are in quarantine, so that what is missing is not known). `missing`
    counts records that are absent from it, of `known` ones that are not newer.
    """

    extract: str
    delivery_id: str
    file: str
    taken_at: datetime
    known: int
    missing: int
    verdict: str
    is_in_force: bool = False


def judge_snapshots(settings: Settings, contract: Contract) -> list[Judged]:
    """All standing snapshots of an extract, oldest first; the last applied in force."""
    entries = _standing(Ledger(settings.deliveries_dir / contract.name).entries)
    if not entries:
        return []
    approved = _approvals(settings)
    folder = settings.deliveries_dir / contract.name
    judged: list[Judged] = []
    with duckdb.connect() as connection:
        _load_versions(connection, contract, folder)
        taken = {e: _taken_at(connection, contract, folder, e) for e in entries}
        entries.sort(key=lambda entry: (taken[entry], entry.delivery_id))
        for entry in entries:
            taken_at, delivery_id = taken[entry], entry.delivery_id
            known, missing = _compare(connection, contract, folder, entry, taken_at)
            if entry.rows_quarantined:
                verdict = "incomplete"
            elif missing > BRAKE * known and delivery_id not in approved:
                verdict = "needs_approval"
            else:
                verdict = "applied"
                _apply(connection, taken_at)
            judged.append(
                Judged(
                    contract.name,
                    delivery_id,
                    entry.file,
                    taken_at,
                    known,
                    missing,
                    verdict,
                )
            )
    applied = [place for place, one in enumerate(judged) if one.verdict == "applied"]
    return [
        Judged(**{**vars(one), "is_in_force": place == (applied or [-1])[-1]})
        for place, one in enumerate(judged)
    ]


def write_snapshots(settings: Settings, contracts: Iterable[Contract]) -> None:
    """Tell dbt which snapshot is in force, in a file beside `control.parquet`."""
    rows = [
        {name: getattr(one, name) for name in _SCHEMA.names}
        for contract in contracts
        for one in judge_snapshots(settings, contract)
    ]
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist(rows, schema=_SCHEMA),
        settings.snapshots_file,
    )


def approve(settings: Settings, contracts: Iterable[Contract], name: str) -> None:
    """Note that a snapshot's missing records are really gone.

    Args:
        settings: Whose ledger.
        contracts: All extracts.
        name: Delivery id of the snapshot, or its file.

    Raises:
        ApprovalError: if no such snapshot waits for approval.
    """
    for contract in contracts:
        for one in judge_snapshots(settings, contract):
            if name in (one.delivery_id, one.file) and one.verdict == "needs_approval":
                given = _approvals(settings)
                given[one.delivery_id] = datetime.now(UTC).isoformat(timespec="seconds")
                text = json.dumps(given, indent=1)
                write_atomically(settings.approvals_file, text)
                return
    raise ApprovalError(f"没有待批准的快照 {name} (no snapshot waits for approval)")


def _approvals(settings: Settings) -> dict[str, str]:
    """Delivery ids of approved snapshots, and when they were approved (UTC)."""
    try:
        given: dict[str, str] = json.loads(settings.approvals_file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return given


def _standing(entries: Iterable[DeliveryResult]) -> list[DeliveryResult]:
    loaded = [entry for entry in entries if entry.status == "loaded"]
    replaced = {entry.replaces for entry in loaded}
    return [
        entry
        for entry in loaded
        if entry.mode == "snapshot" and entry.delivery_id not in replaced
    ]


def _key_sql(contract: Contract) -> str:
    keys = (c.name for c in contract.columns if c.key)
    return "concat_ws('|', " + ", ".join(f"{key}::varchar" for key in keys) + ")"


def _load_versions(
    connection: duckdb.DuckDBPyConnection, contract: Contract, folder: Path
) -> None:
    files = literal(f"{folder}/*/rows.parquet")
    connection.execute(
        f"create table versions as select distinct {_key_sql(contract)} as record_key,"
        f" {contract.version_column}::timestamp as version_at"
        f" from read_parquet({files}, union_by_name = true)"
    )
    # What the latest applied snapshot lacks, and the time for which it speaks.
    connection.execute("create table withdrawn (record_key varchar, gone_at timestamp)")


def _taken_at(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    folder: Path,
    entry: DeliveryResult,
) -> datetime:
    """The end of the declared day, or its newest record if that is later."""
    rows = literal(folder / entry.delivery_id / "rows.parquet")
    declared = literal(entry.data_through) if entry.data_through else "null"
    ((taken_at,),) = connection.execute(
        f"select coalesce(greatest(max({contract.version_column})::timestamp,"
        f" {declared}::date + 1 - interval 1 second), timestamp '0001-01-01')"
        f" from read_parquet({rows})"
    ).fetchall()
    assert isinstance(taken_at, datetime)
    return taken_at


def _compare(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    folder: Path,
    entry: DeliveryResult,
    taken_at: datetime,
) -> tuple[int, int]:
    """Records known when a snapshot was taken, and those missing from it.

    What an earlier snapshot withdrew is not known until it returns.
    """
    rows = literal(folder / entry.delivery_id / "rows.parquet")
    connection.execute(
        f"""
        create or replace table compared as
        select record_key, max(version_at) as last_at, record_key not in
            (select {_key_sql(contract)} from read_parquet({rows})) as is_missing
        from versions where version_at <= $1 group by record_key
        """,
        [taken_at],
    )
    ((known, missing),) = connection.execute(
        "select count(*), count(*) filter (is_missing)"
        " from compared left join withdrawn using (record_key)"
        " where withdrawn.gone_at is null or last_at > withdrawn.gone_at"
    ).fetchall()
    return int(known), int(missing)


def _apply(connection: duckdb.DuckDBPyConnection, taken_at: datetime) -> None:
    """Note what the snapshot that was compared last withdraws."""
    connection.execute("delete from withdrawn")
    connection.execute(
        "insert into withdrawn select record_key, $1 from compared where is_missing",
        [taken_at],
    )
