"""`fanzha trace`: the rows behind a figure, and the proof that they give it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from decimal import Decimal

import click
import duckdb
import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from pipelines import report
from warehouse.connection import open_edition
from warehouse.editions import EditionError
from warehouse.figures import Figure, FigureError, find_figure
from warehouse.settings import Settings
from warehouse.spans import EXAMPLES, SpanError
from warehouse.trace import PARTS, Proof
from warehouse.trace import trace as trace_part

_ON_SCREEN = 20  # rows of a part; the other formats have all of them
_PART_NAMES = {"numerator": "分子 numerator", "denominator": "分母 denominator"}
_HEADINGS = {
    "event_on": "日期",
    "known_on": "可计入日",
    "adds": "计入",
    "item": "去重项",
    "level_of": "所属",
    "file": "文件",
    "row_number_in_file": "行号",
}
# On the screen a record is told by its first columns: its number and its codes.
_TELLING = 4


@click.command(epilog=f"PERIOD: {EXAMPLES}")
@click.argument("kpi")
@click.argument("entity")
@click.argument("period")
@click.option("--edition", "edition_id", default=None)
@report.format_option
@click.option(
    "--rows",
    "which",
    type=click.Choice([*PARTS, "all"]),
    default="all",
    show_default=True,
)
@click.pass_obj
def trace(
    settings: Settings,
    kpi: str,
    entity: str,
    period: str,
    edition_id: str | None,
    form: str,
    which: str,
) -> None:
    """一个数字背后的记录与来源投递；与数字不符则退出码为 1 (rows behind a figure).

    csv 与 parquet 在标准输出只写记录，口径与核对写在标准错误。
    """
    try:
        edition = report.pick_edition(settings, edition_id)
        with open_edition(edition) as connection:
            figure = find_figure(connection, kpi, entity, period)
            parts = PARTS if which == "all" else (which,)
            traces = [
                t for part in parts if (t := trace_part(connection, figure, part))
            ]
            if not traces:
                raise FigureError(f"{figure.kpi['name_zh']} 没有分母 (no denominator)")
            proofs = [one.proof(connection) for one in traces]
            limit = _ON_SCREEN if form == "table" else None
            tables = [one.table(connection, limit) for one in traces]
            sources = [one.deliveries(connection) for one in traces]
    except (EditionError, FigureError, SpanError) as error:
        raise click.ClickException(str(error)) from error
    except duckdb.CatalogException as error:
        raise click.ClickException(
            f"版本 {edition.id} 没有可追溯的记录，请换较新的版本"
            " (this edition was published before rows could be traced)"
        ) from error
    _show(figure, edition.id, proofs, tables, sources, form)
    sys.exit(0 if all(proof.agrees for proof in proofs) else 1)


def _show(
    figure: Figure,
    edition_id: str,
    proofs: list[Proof],
    tables: list[pa.Table],
    sources: list[pa.Table],
    form: str,
) -> None:
    if form == "table":
        console = Console()
        _show_figure(figure, edition_id, console)
        for proof, table, deliveries in zip(proofs, tables, sources, strict=True):
            _show_proof(proof, console)
            _show_rows(proof, table, deliveries, console)
        return
    rows = pa.concat_tables(tables, promote_options="default")
    aside = Console(stderr=True)
    if form == "json":
        _show_json(figure, edition_id, proofs, rows)
    else:
        _show_figure(figure, edition_id, aside)
        report.show(rows, form, aside)
    for proof in proofs:
        if form != "json" or not proof.agrees:
            _show_proof(proof, aside)


def _show_json(
    figure: Figure, edition_id: str, proofs: list[Proof], rows: pa.Table
) -> None:
    """One object; the rows are written in batches, they may be many."""
    head = {
        "edition": edition_id,
        **asdict(figure),
        "proofs": [{**asdict(p), "agrees": p.agrees} for p in proofs],
    }
    opened = json.dumps(head, ensure_ascii=False, default=str, indent=1)
    sys.stdout.write(opened.removesuffix("\n}") + ',\n "rows": [')
    separator = "\n"
    for batch in rows.to_batches(max_chunksize=report.BATCH):
        for row in batch.to_pylist():
            text = json.dumps(row, ensure_ascii=False, default=str)
            sys.stdout.write(f"{separator}  {text}")
            separator = ",\n"
    sys.stdout.write("\n ]\n}\n")


def _show_figure(figure: Figure, edition_id: str, console: Console) -> None:
    kpi, entity, values = figure.kpi, figure.entity, figure.values
    unit = kpi["unit"]
    through = f"{values['period_start']} 至 {values['covered_through']}"
    partial = "未满 (partial)" if values["is_partial"] else "完整 (complete)"
    lines = [
        f"{kpi['name_zh']} {kpi['name_en']} ({kpi['kpi_code']})"
        f" · {entity['name_zh']} {entity['entity_code']}"
        f" · {figure.period['label_zh']} ({values['grain']})",
        f"口径 definition: {kpi['description_zh']}",
        f"  {kpi['description_en']}",
    ]
    for part, name in _PART_NAMES.items():
        if kpi[f"{part}_measure"]:
            lines.append(
                f"{name}: {kpi[f'{part}_zh']} ({kpi[f'{part}_measure']})"
                f" = {_number(values[part])}"
            )
    yoy_span = f"{values['yoy_start']} 至 {values['yoy_end']}"
    lines += [
        f"数值 value: {_value(values['value'], unit)}；统计 counted: {through}，{partial}",
        f"同比基数 a year earlier: {_value(values['yoy_base'], unit)} ({yoy_span})；"
        f"变化 change: {_change(values['yoy_change'], values['yoy_change_pp'])}",
    ]
    if values["prev_start"]:
        prev_span = f"{values['prev_start']} 至 {values['prev_end']}"
        lines.append(
            f"环比基数 period before: {_value(values['prev_base'], unit)} ({prev_span})；"
            f"变化 change: {_change(values['prev_change'], values['prev_change_pp'])}"
        )
    lines.append(f"版本 edition: {edition_id}")
    console.print(escape("\n".join(lines)), highlight=False, soft_wrap=True)


def _show_proof(proof: Proof, console: Console) -> None:
    how = "不同项 different items" if proof.counted_as == "items" else "合计 sum"
    listed, published = _number(proof.listed), _number(proof.published)
    text = f"{_PART_NAMES[proof.part]}: {proof.rows} 行 rows，{how} {listed}"
    if proof.agrees:
        console.print(
            f"[green]{text} = 公布值 published {published}[/green]",
            highlight=False,
            soft_wrap=True,
        )
    else:
        console.print(
            f"[bold red]不符！记录与公布的数字不一致 (ROWS AND FIGURE DIFFER)\n"
            f"{text} ≠ 公布值 published {published}[/bold red]",
            highlight=False,
            soft_wrap=True,
        )
    if proof.reference_list:
        console.print(
            f"  参考数据，不是投递的记录 (reference figures, not delivered rows):"
            f" {proof.reference_list}",
            highlight=False,
            soft_wrap=True,
        )


def _show_rows(
    proof: Proof, table: pa.Table, deliveries: pa.Table, console: Console
) -> None:
    report.show(_on_screen(table), "table", console)
    left = proof.rows - table.num_rows
    if left:
        console.print(
            f"另有 {left} 行未显示，用 --format csv 取全部 ({left} more rows not shown)",
            highlight=False,
            soft_wrap=True,
        )
    if deliveries.num_rows:
        console.print("来源投递 deliveries:")
        report.show(
            deliveries.rename_columns(["文件", "收到时间", "投递编号", "行数"]),
            "table",
            console,
        )


def _on_screen(table: pa.Table) -> pa.Table:
    """The columns that tell something, with headings in the clerk's words."""
    names = table.column_names
    after = names.index("row_number_in_file") + 1
    leading = [name for name in _HEADINGS if name in names]
    if table["known_on"].equals(table["event_on"]):
        leading.remove("known_on")
    told = [name for name in leading if table[name].null_count < table.num_rows]
    shown = table.select([*told, *names[after : after + _TELLING]])
    adds = pa.array(
        [_number(value) for value in table["adds"].to_pylist()], pa.string()
    )
    if "adds" in told:
        shown = shown.set_column(told.index("adds"), "adds", adds)
    return shown.rename_columns([_HEADINGS.get(n, n) for n in shown.column_names])


def _number(value: float | Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:.2%}" if unit == "%" else f"{_number(value)} {unit}"


def _change(change: float | None, points: float | None) -> str:
    told = "—" if change is None else f"{change:+.2%}"
    return told if points is None else f"{told}，{points:+.2f} 个百分点 points"
