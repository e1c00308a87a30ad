"""`fanzha editions`: list, look into, compare, bring back, tidy up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipelines import report
from pipelines.inputs import inputs_hash
from pipelines.restated import show_difference
from warehouse import editions as editions_store
from warehouse.editions import EditionError
from warehouse.locking import WriterBusyError, writer_lock
from warehouse.settings import Settings

out = Console()
_format = report.format_option


@click.group()
def editions() -> None:
    """版本 (editions)."""


@editions.command("list")
@click.pass_obj
def list_editions(settings: Settings) -> None:
    """列出版本 (list)."""
    current = editions_store.current_edition(settings)
    table = Table(
        "", "版本 edition", "数据截至 data through", "修订 restated", box=SIMPLE
    )
    for edition in editions_store.list_editions(settings):
        is_current = current is not None and edition.id == current.id
        table.add_row(
            "●" if is_current else "",
            edition.id,
            _reach(edition.manifest["data_through"]),
            str(edition.manifest.get("restatements", {}).get("found") or ""),
        )
    out.print(table)


def _reach(data_through: dict[str, str | None]) -> str:
    """The day to which all sources reach, and those that reach further or less far."""
    days = Counter(day for day in data_through.values() if day)
    if not days:
        return "—"
    ((usual, _),) = days.most_common(1)
    others = (f"{n} {day}" for n, day in data_through.items() if day and day != usual)
    return "；".join([usual, *others])


@editions.command()
@click.argument("edition_id")
@click.pass_obj
def show(settings: Settings, edition_id: str) -> None:
    """一个版本的清单 (manifest)."""
    out.print_json(data=_edition(settings, edition_id).manifest)


@editions.command()
@click.argument("one")
@click.argument("other")
@_format
@click.pass_obj
def diff(settings: Settings, one: str, other: str, form: str) -> None:
    """已公布的数值在较新版本中有何变化、为何；两版本顺序不限 (restated values)."""
    try:
        show_difference(settings, one, other, form, out)
    except EditionError as error:
        raise click.ClickException(str(error)) from error


@editions.command()
@click.argument("edition_id")
@click.pass_obj
def rollback(settings: Settings, edition_id: str) -> None:
    """恢复较早的版本，直到有新投递 (until something new is delivered)."""
    _edition(settings, edition_id)
    with _as_writer(settings):
        editions_store.roll_back(settings, edition_id, inputs_hash(settings))
    out.print(f"版本 {edition_id} 生效 (in force)")


@editions.command()
@click.pass_obj
def prune(settings: Settings) -> None:
    """按保留规则删除旧版本 (remove old editions)."""
    with _as_writer(settings):
        removed = editions_store.prune(settings)
    out.print(f"删除 {len(removed)} 个版本 (removed)")


@contextmanager
def _as_writer(settings: Settings) -> Iterator[None]:
    try:
        with writer_lock(settings):
            yield
    except WriterBusyError as error:
        raise click.ClickException(str(error)) from error


def _edition(settings: Settings, edition_id: str) -> editions_store.Edition:
    try:
        return editions_store.load_edition(settings, edition_id)
    except EditionError as error:
        raise click.ClickException(str(error)) from error
