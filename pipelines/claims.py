"""`fanzha claims`: published figures against the edition in force.

The verdict is the edition's own: of figures that were delivered, in
`kpi.published_figures`; of a file, from the function `kpi.check_claims`, which dbt
made of the same text.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
import duckdb
import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from pipelines import report
from pipelines.intake import load_contracts
from pipelines.intake.errors import RejectedError
from pipelines.intake.trial import Trial, try_file
from warehouse.connection import open_edition
from warehouse.editions import EditionError
from warehouse.settings import Settings

_EXTRACT = "published_figures"
_CLAIMS_SQL = """
select document, claim_no, kpi_code, aspect, lower, upper, computed_value, verdict,
    distance, statement, note, edition
from {relation} order by document, claim_no
"""


class _UnreadableError(click.ClickException):
    """A file of which no claim can be read."""

    exit_code = 2


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@report.format_option
@click.pass_obj
def claims(settings: Settings, file: Path | None, form: str) -> None:
    """核对已公布数据：已投递的，或一份文件里的 (check published figures).

    FILE 的列与“已公布数据”数据集相同，只读取，不投递 (checked, not taken in)。
    退出码：1 有不符；2 文件或其中的行无法读取；0 其余。
    """
    trial = _read_file(settings, file) if file else None
    table = _judge(settings, trial.good if trial else None)
    out, err = Console(), Console(stderr=True)
    report.show(table, form, out, listing=True)
    verdicts = Counter(table.column("verdict").to_pylist())
    if form == "table":
        counts = [f"{word} {verdicts[v]}" for v, word in report.VERDICTS.items()]
        out.print(" · ".join(counts))
    if trial:
        _show_refused(trial, err)
    if verdicts["disagrees"]:
        sys.exit(1)
    sys.exit(2 if trial and trial.refused.num_rows else 0)


def _read_file(settings: Settings, path: Path) -> Trial:
    try:
        return try_file(settings, load_contracts()[_EXTRACT], path)
    except RejectedError as error:
        reason = f"{error.message} ({error.code})"
    except FileNotFoundError:
        reason = "没有这个文件 (no such file)"
    except OSError as error:
        reason = f"文件无法打开或读取，请检查权限 ({error.strerror})"
    raise _UnreadableError(f"{path}：{reason}")


def _judge(settings: Settings, good: pa.Table | None) -> pa.Table:
    """The claims with their verdicts: those given, or those that were delivered."""
    relation = "kpi.published_figures" if good is None else "kpi.check_claims('claims')"
    try:
        edition = report.pick_edition(settings, None)
    except EditionError as error:
        raise click.ClickException(str(error)) from error
    with open_edition(edition) as connection:
        if good is not None:
            connection.register("claims", good)
        try:
            sql = _CLAIMS_SQL.format(relation=relation)
            return connection.execute(sql).to_arrow_table()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise click.ClickException(
                f"版本 {edition.id} 由较早的程序建成，不能核对；请先运行 fanzha refresh"
                " (built before this command)"
            ) from error


def _show_refused(trial: Trial, err: Console) -> None:
    if trial.notice:
        err.print(f"[yellow]提示 notice[/yellow] {escape(trial.notice)}")
    for row in trial.refused.to_pylist():
        value = f"（{row['masked_value']}）" if row["masked_value"] else ""
        text = f"第 {row['row_number']} 行：{row['message']}{value}"
        err.print(f"[red]未核对 refused[/red] {escape(text)}")
    if not trial.good.num_rows and not trial.refused.num_rows:
        err.print("文件中没有数据行 (no rows)")
