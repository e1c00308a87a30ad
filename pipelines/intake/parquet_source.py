"""Parquet files as records of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.header import Header, find_header
from pipelines.intake.source import Source, cell_names

_BATCH_ROWS = 20_000
_BEIJING_HOURS = 8
# A double keeps 15 digits; a longer number has lost some.
_DOUBLE_EXACT = "1e15"


@contextmanager
def read_parquet(path: Path, contract: Contract) -> Iterator[Source]:
    """Open a Parquet file; its column names are the header.

    Raises:
        RejectedError: `unreadable_file`, `bad_column_type`, and see `find_header`.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable() from error
    with file, duckdb.connect() as connection:
        header = find_header(contract, [file.schema_arrow.names])
        _check_types(file.schema_arrow, header, contract)
        _check_values(file, header, contract)
        yield Source(
            format="parquet",
            encoding=None,
            header=header,
            header_row_number=0,
            records=lambda _: _records(file, connection),
            needs_folding=True,
        )


def _unreadable() -> RejectedError:
    return RejectedError("unreadable_file", "Parquet 文件无法读取")


def _check_types(schema: pa.Schema, header: Header, contract: Contract) -> None:
    """Refuse types that have no one text, or have lost digits."""
    for name, position in header.positions.items():
        kind = _plain(schema.field(position).type)
        fault = None
        if not _is_readable(kind):
            fault = f"类型 {kind} 无法读成一个值"
        elif pa.types.is_float16(kind) or pa.types.is_float32(kind):
            fault = "是单精度浮点数，位数已丢失，请改用 decimal 或 double"
        if fault:
            heading = contract.by_name[name].header
            raise RejectedError("bad_column_type", f"列“{heading}”{fault}")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_readable(kind: pa.DataType) -> bool:
    return not pa.types.is_nested(kind) and not pa.types.is_decimal256(kind)


def _check_values(file: pq.ParquetFile, header: Header, contract: Contract) -> None:
    """Read everything once: damage shows only where it is read."""
    headings = {p: contract.by_name[n].header for n, p in header.positions.items()}
    try:
        for batch in file.iter_batches():
            for position, column in enumerate(batch.columns):
                if not _is_text(column, position in headings):
                    heading = headings.get(position, f"第 {position + 1} 列")
                    raise RejectedError(
                        "bad_column_type", f"列“{heading}”含有不是 UTF-8 文本的字节"
                    )
    except (pa.ArrowException, OSError) as error:
        raise _unreadable() from error


def _is_text(column: pa.Array, needed: bool) -> bool:
    """Whether what is called text is, and bytes that should be text are."""
    kind = _plain(column.type)
    try:
        if _is_bytes(kind) and needed:
            column.cast(pa.large_string())
        elif not _is_bytes(kind):
            column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _is_bytes(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_fixed_size_binary,
        pa.types.is_binary_view,
    )
    return any(test(kind) for test in tests)


def _records(
    file: pq.ParquetFile, connection: duckdb.DuckDBPyConnection
) -> pa.RecordBatchReader:
    """Text cells, made by DuckDB: a loop over values would be 20 times slower."""
    names = cell_names(len(file.schema_arrow))
    batches = (
        pa.RecordBatch.from_arrays([_simple(c) for c in batch.columns], names)
        for batch in file.iter_batches()
    )
    empty = file.schema_arrow.empty_table().to_batches() or [
        pa.RecordBatch.from_pylist([], file.schema_arrow)
    ]
    types = [_simple(column).type for column in empty[0].columns]
    schema = pa.schema(zip(names, types, strict=True))
    connection.register("arrived", pa.RecordBatchReader.from_batches(schema, batches))
    cells = ", ".join(
        f"nullif({_text_sql(name, kind)}, '') as {name}"
        for name, kind in zip(names, types, strict=True)
    )
    rows = connection.execute(
        f"select row_number() over () as row_number, cast(null as varchar) as fault,"
        f" {cells} from arrived"
    )
    return rows.to_arrow_reader(_BATCH_ROWS)


def _simple(column: pa.Array) -> pa.Array:
    """A column of a type that DuckDB casts to the text meant."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if not _is_readable(kind) or pa.types.is_float16(kind):
        return _present(column)
    if _is_bytes(kind):
        try:
            return column.cast(pa.large_string())
        except pa.ArrowInvalid:
            return _present(column)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        # An instant; ours are Beijing's clock.
        beijing = pa.scalar(_BEIJING_HOURS * 3600, pa.duration("s"))
        return pc.add(column.cast(pa.timestamp(kind.unit)), beijing)
    return column


def _present(column: pa.Array) -> pa.Array:
    """Whether there is a value: of a column without meaning, all that matters."""
    text = pa.large_string()
    return pc.if_else(column.is_valid(), pa.scalar("…", text), pa.scalar(None, text))


def _text_sql(name: str, kind: pa.DataType) -> str:
    text = f"cast({name} as varchar)"
    if not pa.types.is_floating(kind):
        return text
    # As an Excel cell: 41.0 is 41, and what has lost digits is 1.5E+17.
    return (
        f"case when not isfinite({name}) then {text}"
        f" when abs({name}) >= {_DOUBLE_EXACT} then format('{{:E}}', {name})"
        f" else format('{{:.15g}}', {name}) end"
    )
