"""The `fanzha` command: parses and calls.

Dagster and dbt are imported only by the commands that run them, so that the
others answer at once.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
import duckdb
import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from pipelines import report
from pipelines.claims import claims
from pipelines.editions_command import editions
from pipelines.inputs import anything_new, delivery_ids
from pipelines.intake import (
    SourcesError,
    databases_have_news,
    every_source,
    has_sources,
    load_contracts,
    wait_until_settled,
)
from pipelines.intake.contract_yaml import ContractError
from pipelines.intake.snapshots import ApprovalError, approve
from pipelines.query import query
from pipelines.restated import show_restated
from pipelines.trace_command import trace
from warehouse.editions import EditionError, current_edition
from warehouse.locking import WriterBusyError
from warehouse.settings import Settings, load_settings

out = Console()
err = Console(stderr=True)
_format = report.format_option


class _Commands(click.Group):
    """Commands that tell mistakes in contracts in words, not as a traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(context)
        except ContractError as error:
            raise click.ClickException(f"合同有误 (contracts):\n{error}") from error


@click.group(cls=_Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """反诈数据仓库与驾驶舱 (anti-fraud warehouse and dashboards)."""
    context.obj = load_settings()


main.add_command(claims)
main.add_command(editions)
main.add_command(query)
main.add_command(trace)


@main.command()
@click.option("--landing", type=click.Path(path_type=Path), default=None)
@click.option("--seed", type=int, default=2024, show_default=True)
@click.option("--scale", type=float, default=1.0, show_default=True)
@click.pass_obj
def demo(settings: Settings, landing: Path | None, seed: int, scale: float) -> None:
    """写出合成的演示数据 (write synthetic extracts)."""
    from pipelines.demo import write_demo

    files = write_demo(landing or settings.landing, seed=seed, scale=scale)
    out.print(f"演示数据 demo: {len(files)} 个文件 → {landing or settings.landing}")


@main.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--full", is_flag=True, help="即使没有新投递也重建 (rebuild anyway)")
@click.option(
    "--approve",
    "approved",
    multiple=True,
    metavar="SNAPSHOT",
    help="确认快照缺少的记录确已撤销：投递编号或文件 (what it lacks is really gone)",
)
@click.pass_obj
def refresh(
    settings: Settings, as_of: datetime | None, full: bool, approved: tuple[str, ...]
) -> None:
    """读取新投递、重建指标、发布版本 (take in, rebuild, publish)."""
    for name in approved:
        try:
            approve(settings, load_contracts().values(), name)
        except ApprovalError as error:
            raise click.ClickException(str(error)) from error
    if as_of:
        settings = settings.model_copy(update={"as_of": as_of.date()})
    sys.exit(_refresh(settings, full=full))


def _refresh(settings: Settings, *, full: bool = False) -> int:
    try:
        every_source(settings)  # a mistake in sources.yaml: better now than halfway
        with out.status("等待文件写完 (waiting for files to be written)"):
            wait_until_settled(settings)
        # Only the databases know whether they have anything new.
        is_new = full or anything_new(settings) or databases_have_news(settings)
    except SourcesError as error:
        raise click.ClickException(str(error)) from error
    if not is_new:
        edition = report.pick_edition(settings, None)
        out.print(f"没有新的投递，版本 {edition.id} 有效 (nothing new)")
        failing = report.show_failing(settings, set(), out)
        held = report.show_held_snapshots(settings, out)
        left = report.show_files_left(settings, out)
        return 2 if failing or held or left else 0
    from pipelines.refresh import run_refresh

    if full:
        settings.built_file.unlink(missing_ok=True)
    before = {path.name for path in delivery_ids(settings)}
    edition_before = current_edition(settings)
    try:
        succeeded = run_refresh(settings, out)
    except WriterBusyError as error:
        err.print(f"[red]{error}[/red]")
        return 1
    new = {path.name for path in delivery_ids(settings)} - before
    if not succeeded:
        err.print("[red]刷新失败，上一版本继续有效 (refresh failed)[/red]")
        return 1
    rejected = report.show_refresh(settings, new, out)
    held = report.show_held_snapshots(settings, out)
    left = report.show_files_left(settings, out)
    edition = report.pick_edition(settings, None)
    if edition != edition_before:
        show_restated(edition, out)
    out.print(f"版本 edition {edition.id}")
    return 2 if rejected or held or left else 0


@main.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """启动驾驶舱 (serve the dashboards)."""
    _serve(settings, dagster=False)


@main.command()
@click.pass_obj
def dagster(settings: Settings) -> None:
    """启动 Dagster：界面、定时与文件传感器 (UI, schedule, sensor)."""
    from pipelines.services import dagster_commands, run_services

    url = f"http://127.0.0.1:{settings.dagster_port}"
    run_services(settings, dagster_commands(settings), out, url)


@main.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """演示数据（投递目录为空时）、刷新、驾驶舱与 Dagster (everything)."""
    empty = not settings.landing.exists() or not any(settings.landing.iterdir())
    if empty and not has_sources(settings):
        from pipelines.first_run import write_demo_and_prepare

        write_demo_and_prepare(settings)
    if _refresh(settings) == 1 and current_edition(settings) is None:
        sys.exit(1)
    _serve(settings, dagster=True)


def _serve(settings: Settings, *, dagster: bool) -> None:
    from pipelines import services

    if not services.port_is_free(settings.port):
        raise click.ClickException(
            f"端口 {settings.port} 已被占用，请设置 FANZHA_PORT (port in use)"
        )
    pages = [services.dashboard_command(settings)]
    then = services.dagster_commands(settings) if dagster else []
    url = f"http://127.0.0.1:{settings.port}"
    try:
        services.run_services(settings, pages, out, url, then)
    except services.ServiceError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def contracts(files: tuple[Path, ...]) -> None:
    """检查合同，写出数据字典 (check contracts, print the data dictionary)."""
    from pipelines.intake.data_dictionary import data_dictionary
    from pipelines.intake.odcs import load_checked

    click.echo(data_dictionary(load_checked(files)), nl=False)


@main.command()
@_format
@click.pass_obj
def deliveries(settings: Settings, form: str) -> None:
    """投递台账 (the ledger)."""
    report.show(_read(settings, report.DELIVERIES_SQL), form, out, listing=True)


@main.command()
@click.option("--extract", default=None)
@click.option("--export", is_flag=True, help="写出待更正的行 (rows to correct)")
@_format
@click.pass_obj
def quarantine(
    settings: Settings, extract: str | None, export: bool, form: str
) -> None:
    """被隔离的行与原因：表格按原因汇总待更正的行，其他格式逐行列出 (what was refused)."""
    if export:
        _export_quarantine(settings, extract)
        return
    sql = report.OPEN_SQL if form == "table" else report.QUARANTINE_SQL
    report.show(_read(settings, sql, [extract]), form, out, listing=True)


def _export_quarantine(settings: Settings, extract: str | None) -> None:
    """Workbooks of the open rows, one per delivery; they hold personal values."""
    from pipelines.intake.corrections import ExportError, export_rows

    contracts, failed = load_contracts(), False
    for rows in report.rows_to_correct(settings, extract):
        try:
            written = export_rows(settings, contracts[rows.extract], rows)
        except ExportError as error:
            err.print(escape(str(error)))
            failed = True
            continue
        told = f"{len(rows.reasons)} 行 → {written}" if written else "已导出，未覆盖"
        out.print(escape(f"{rows.file}: {told}"))
    out.print(
        "更正后将文件移到上一级目录即可重新投递 (correct, then move one folder up)"
    )
    sys.exit(1 if failed else 0)


def _read(
    settings: Settings, sql: str, parameters: list[object] | None = None
) -> pa.Table:
    try:
        return report.read(settings, sql, parameters)
    except (EditionError, duckdb.Error) as error:
        raise click.ClickException(str(error)) from error
