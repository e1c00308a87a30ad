"""Tables on the command line, in the formats people take away."""

from __future__ import annotations

import csv
import json
import math
import sys
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.inputs import read_entry
from pipelines.intake import failing_sources, files_left
from pipelines.intake.corrections import OpenRows
from warehouse.connection import open_edition
from warehouse.editions import Edition, EditionError, current_edition, load_edition
from warehouse.settings import Settings

_NARROWEST_COLUMN = 8  # with its border, in letters
BATCH = 10_000  # rows that are Python objects at a time
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
)
VERDICTS = {
    "agrees": "相符",
    "disagrees": "不符",
    "not_comparable": "口径不同",
    "not_computable": "无法计算",
}

# What a table on the screen shows: headings in the clerk's words, and no
# identifiers, which the other formats keep.
_HEADINGS = {
    "extract": "数据集",
    "file": "文件",
    "files": "文件数",
    "status": "状态",
    "reason": "原因",
    "notice": "提示",
    "rows": "行数",
    "rows_in_file": "行数",
    "rows_loaded": "有效",
    "loaded": "有效",
    "rows_superseded": "被更新",
    "superseded": "被更新",
    "rows_quarantined": "隔离",
    "quarantined": "隔离",
    "rows_skipped": "跳过",
    "skipped": "跳过",
    "rejected": "拒收",
    "row_number": "行号",
    "message": "原因",
    "masked_value": "值（已遮盖）",
    "open_rows": "待更正行数",
    "row_numbers": "行号（前五）",
    "masked_values": "值（已遮盖，前三）",
    "document": "文件",
    "claim_no": "序号",
    "statement": "原文",
    "computed_value": "计算值",
    "verdict": "结论",
    "distance": "距离",
    "edition": "版本",
}
_NOT_ON_SCREEN = frozenset(
    [
        "delivery_id",
        "received_at",
        "data_through",
        "column_name",
        "reason_code",
        "kpi_code",
        "aspect",
        "lower",
        "upper",
        "note",
    ]
)

DELIVERIES_SQL = """
select extract, file, status, reason, notice, rows_in_file, rows_loaded, rows_superseded,
    rows_quarantined, rows_skipped, data_through, received_at, delivery_id
from ops.deliveries order by extract, received_at, file
"""
QUARANTINE_SQL = """
select q.extract, d.file, q.row_number, q.column_name, q.reason_code, q.message,
    q.masked_value, q.delivery_id, q.closed_by_delivery_id
from ops.quarantine as q left join ops.deliveries as d using (delivery_id)
where $1 is null or q.extract = $1
order by q.extract, d.file, q.row_number, q.reason_code
"""
# What waits for correction, by file and reason, most first, with a few samples.
OPEN_SQL = """
select d.file, q.message, count(distinct q.row_number) as open_rows,
    array_to_string(list_sort(list(distinct q.row_number))[:5], '、') as row_numbers,
    array_to_string(list_sort(list(distinct q.masked_value))[:3], '、') as masked_values
from ops.quarantine as q left join ops.deliveries as d using (delivery_id)
where ($1 is null or q.extract = $1) and q.closed_by_delivery_id is null
group by all order by d.file, open_rows desc, q.message
"""
_TO_CORRECT_SQL = """
select q.delivery_id, d.extract, d.file, d.sha256, q.row_number,
    string_agg(q.message, '；' order by q.message) as reasons
from ops.quarantine as q join ops.deliveries as d using (delivery_id)
where ($1 is null or q.extract = $1) and q.closed_by_delivery_id is null
group by all order by d.extract, d.file, q.row_number
"""


def read(
    settings: Settings, sql: str, parameters: list[object] | None = None
) -> pa.Table:
    """Run SQL of our own on the edition in force.

    Raises:
        EditionError: if there is no edition yet.
    """
    edition = pick_edition(settings, None)
    with open_edition(edition) as connection:
        return connection.execute(sql, parameters or []).to_arrow_table()


def pick_edition(settings: Settings, edition_id: str | None) -> Edition:
    """The named edition, or the one in force."""
    if edition_id:
        return load_edition(settings, edition_id)
    edition = current_edition(settings)
    if edition is None:
        raise EditionError("还没有版本，请先运行 fanzha refresh (no edition yet)")
    return edition


def show(
    table: pa.Table, form: str, console: Console, *, listing: bool = False
) -> None:
    """Print a table; csv, json and parquet go to standard output unadorned.

    A `listing` on the screen has Chinese headings and leaves identifiers out. JSON has
    null for NaN and infinities, which it has no numbers for.
    """
    if form == "parquet":
        pq.write_table(table, sys.stdout.buffer)
    elif form == "json":
        rows = _without_infinities(table.to_pylist())
        print(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))
    else:
        _show_on_screen(table, console, listing)


def _without_infinities(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_infinities(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_infinities(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _show_on_screen(table: pa.Table, console: Console, listing: bool) -> None:
    hidden = _NOT_ON_SCREEN if listing else frozenset()
    names = [name for name in table.column_names if name not in hidden]
    view = Table()
    for name in names:
        number = pa.types.is_integer(table.schema.field(name).type)
        view.add_column(
            _HEADINGS.get(name, name) if listing else name,
            justify="right" if number else "left",
            overflow="fold",
        )
    for row in table.select(names).to_pylist():
        if listing and "verdict" in row:
            row["verdict"] = VERDICTS[row["verdict"]]
        view.add_row(*("—" if v is None else escape(str(v)) for v in row.values()))
    # On a narrower screen nothing of the cells would be left; its lines break instead.
    console.width = max(console.width, _NARROWEST_COLUMN * len(names))
    console.print(view)


def show_refresh(settings: Settings, new: set[str], console: Console) -> bool:
    """Print what became of this run's deliveries; returns whether any was rejected.

    A database that still fails as it did before counts, though it is no new entry.
    """
    table = read(
        settings,
        "select extract, count(*) filter (where status = 'loaded') as files,"
        " sum(rows_in_file) as rows, sum(rows_loaded) as loaded,"
        " sum(rows_superseded) as superseded, sum(rows_quarantined) as quarantined,"
        " sum(rows_skipped) as skipped,"
        " count(*) filter (where status = 'rejected') as rejected"
        " from ops.deliveries where list_contains($1, delivery_id)"
        " group by extract order by extract",
        parameters=[sorted(new)],
    )
    if table.num_rows:
        show(table, "table", console, listing=True)
    entries = _entries(settings, new)
    for entry in entries:
        if entry.get("notice"):
            text = escape(f"{entry['file']}: {entry['notice']}")
            console.print(f"[yellow]提示 notice[/yellow] {text}")
    rejected = [e for e in entries if e["status"] == "rejected"]
    for entry in rejected:
        text = f"{entry['file']}: {entry['reason']} ({entry['reason_code']})"
        console.print(f"[red]拒收 rejected[/red] {escape(text)}")
    still = show_failing(settings, new, console)
    return bool(rejected) or still


def show_failing(settings: Settings, new: set[str], console: Console) -> bool:
    """Print the databases that fail as they did before; returns whether any does.

    `new` are the entries that have been shown.
    """
    still = [e for e in failing_sources(settings) if e.delivery_id not in new]
    for source in still:
        text = f"{source.file}: {source.reason} ({source.reason_code})"
        console.print(f"[red]仍然失败 still failing[/red] {escape(text)}")
    return bool(still)


def show_files_left(settings: Settings, console: Console) -> bool:
    """Print the files that a refresh has not taken in; returns whether there are any."""
    left = files_left(settings)
    for file in left:
        text = f"{file}: 仍在写入或刚刚送达，写完后请再次刷新 (still being written)"
        console.print(f"[yellow]尚未读取 not taken in[/yellow] {escape(text)}")
    return bool(left)


def show_held_snapshots(settings: Settings, console: Console) -> bool:
    """Print the latest snapshot of an extract if it withdraws nothing."""
    table = read(
        settings,
        "select file, delivery_id, verdict, records_missing, records_known"
        " from ops.snapshots qualify row_number() over (partition by extract"
        " order by taken_at desc, delivery_id desc) = 1 and verdict <> 'applied'",
    )
    for one in table.to_pylist():
        share = one["records_missing"] / max(one["records_known"], 1)
        missing = f"缺少 {one['records_missing']} 条已知记录（{share:.1%}）"
        if one["verdict"] == "needs_approval":
            advice = (
                f"{missing}，未据此撤销；核实后运行"
                f" fanzha refresh --approve {one['delivery_id']}"
            )
        else:
            advice = "有隔离行，未据此撤销任何记录；更正后请重新投递完整快照"
        text = escape(f"{one['file']}: {advice}")
        console.print(f"[yellow]快照 snapshot[/yellow] {text}")
    return bool(table.num_rows)


def rows_to_correct(settings: Settings, extract: str | None) -> list[OpenRows]:
    """Rows in quarantine that are still open, by delivery."""
    found: dict[str, OpenRows] = {}
    for row in read(settings, _TO_CORRECT_SQL, parameters=[extract]).to_pylist():
        rows = found.setdefault(
            row["delivery_id"],
            OpenRows(
                row["delivery_id"], row["extract"], row["file"], row["sha256"], {}
            ),
        )
        rows.reasons[row["row_number"]] = row["reasons"]
    return list(found.values())


def _entries(settings: Settings, ids: set[str]) -> list[dict[str, object]]:
    return [
        read_entry(folder)
        for folder in sorted(settings.deliveries_dir.glob("*/*"))
        if folder.name in ids
    ]
