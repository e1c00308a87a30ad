"""Rows in quarantine, written out for correction, and the links by which they close.

The workbook lies in a folder of landing that intake leaves alone, because it holds
what the original file holds. Corrected, it is moved to where files are delivered;
two columns say which quarantined row each of its rows stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import xlsxwriter

from pipelines.intake.archive import open_archive
from pipelines.intake.cells_sql import literal
from pipelines.intake.contracts import Column, Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.file_names import file_key, masked
from pipelines.intake.header import LINK_HEADINGS, Header
from pipelines.intake.landing import DRAFTS
from pipelines.intake.opening import open_source
from pipelines.intake.source import Source
from pipelines.intake.text import file_sha256
from warehouse.settings import Settings


class ExportError(ValueError):
    """The delivered file is not there any more, or is another."""


@dataclass(frozen=True)
class OpenRows:
    """Rows of one delivery that wait for correction: their numbers and reasons."""

    delivery_id: str
    extract: str
    file: str
    sha256: str
    reasons: dict[int, str]


def export_rows(settings: Settings, contract: Contract, rows: OpenRows) -> Path | None:
    """Write a workbook of the rows as they were delivered, each with its reasons.

    Returns:
        The file; None if it is there already, perhaps half corrected.

    Raises:
        ExportError: if the delivered file has gone or changed, or was no file.
    """
    stem = re.sub(r"[^\w.-]+", "_", Path(rows.file).name)
    folder = settings.landing / rows.extract / DRAFTS
    target = folder / f"更正_{stem}_{rows.delivery_id[:8]}.xlsx"
    if target.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with _delivered(settings, rows) as path:
        name = Path(rows.file).name
        try:
            with open_source(path, name, contract, settings.tmp_dir) as source:
                _write_workbook(part, contract, source, rows)
        except RejectedError as error:
            raise ExportError(f"{rows.file}：{error.message}") from error
    part.rename(target)
    return target


@contextmanager
def _delivered(settings: Settings, rows: OpenRows) -> Iterator[Path]:
    """The bytes that were delivered, unpacked if they lie in a zip."""
    gone = ExportError(f"{rows.file} 已不在投递目录，或内容已变，无法导出原始行")
    for path in (settings.landing / rows.extract).rglob("*"):
        key = file_key(settings, path.relative_to(settings.landing))
        if key == rows.file and path.is_file():
            if file_sha256(path) != rows.sha256:
                raise gone
            yield path
            return
        if rows.file.startswith(f"{key}/") and path.is_file():
            with open_archive(path) as archive:
                for member in archive.members:
                    if f"{key}/{masked(settings, member.name)}" != rows.file:
                        continue
                    with archive.unpacked(member, settings.tmp_dir) as unpacked:
                        if unpacked.sha256 != rows.sha256:
                            raise gone
                        yield unpacked.path
                        return
    raise gone


def _write_workbook(
    target: Path, contract: Contract, source: Source, rows: OpenRows
) -> None:
    """All cells as text, so that no spreadsheet turns a number into another."""
    columns = sorted(source.header.positions.items(), key=lambda item: item[1])
    headings = [_heading(contract.by_name[n], source.header) for n, _ in columns]
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("待更正")
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(headings) + 2, 18, as_text)
        names = [*headings, *LINK_HEADINGS]
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        line = 1
        wanted = np.array(sorted(rows.reasons), dtype=np.int64)
        for batch in source.records(wanted):
            for record in batch.to_pylist():
                number = record["row_number"]
                if number not in rows.reasons:
                    continue
                cells = [record[f"c{position}"] or "" for _, position in columns]
                known = [rows.delivery_id, str(number), rows.reasons[number]]
                for place, cell in enumerate([*cells, *known]):
                    sheet.write_string(line, place, cell, as_text)
                line += 1


def _heading(column: Column, header: Header) -> str:
    """The heading under which the file gave the column, in its unit."""
    scale = header.scales.get(column.name, 1)
    units = (h for h, factor in column.unit_headers.items() if factor == scale)
    return column.header if scale == 1 else next(units)


def write_links(
    connection: duckdb.DuckDBPyConnection,
    header: Header,
    delivery_id: str,
    target: Path,
) -> None:
    """Note which quarantined rows the good rows of a delivery stand for.

    Needs the relations `records` and `good` of the file.
    """
    assert header.links is not None
    delivery, row = (f"c{position}" for position in header.links)
    connection.execute(
        f"copy (select {literal(delivery_id)} as _delivery_id, _row_number,"
        f" trim({delivery}) as corrects_delivery_id,"
        f" try_cast(trim({row}) as bigint) as corrects_row_number"
        " from records join good on row_number = _row_number"
        f" where {delivery} is not null and try_cast(trim({row}) as bigint) > 0)"
        f" to {literal(target)} (format parquet)"
    )
