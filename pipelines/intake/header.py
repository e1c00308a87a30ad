"""Finding the header row and what each of its cells means."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.contracts import Contract
from pipelines.intake.errors import RejectedError

# A title and a line of notes may stand above the header; more is not a table.
HEADER_WITHIN = 10
TOTAL_LABELS = ("合计", "总计", "小计", "累计", "共计", "本页合计", "本页小计")
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


@dataclass(frozen=True)
class Header:
    """Where the header is, which cell holds which column, and in what unit."""

    index: int
    width: int
    positions: dict[str, int]
    scales: dict[str, int]


def fold(text: str) -> str:
    """A heading in ASCII width, without the white space that sets it in lines."""
    return "".join(text.translate(_FULL_WIDTH).replace("\ufeff", "").split())


def find_header(contract: Contract, records: list[list[str]]) -> Header:
    """The first of the leading records that names most of the columns.

    Raises:
        RejectedError: `empty_file`, `no_header`, `missing_column`,
            `duplicate_column` or (strict contracts) `unknown_column`.
    """
    if not any(any(cell.strip() for cell in record) for record in records):
        raise RejectedError("empty_file", "文件是空的")
    names = {
        fold(header): column.name
        for column in contract.columns
        for header in [*column.headers, *column.unit_headers]
    }
    matched = [sum(fold(cell) in names for cell in record) for record in records]
    best = max(range(len(records)), key=lambda index: (matched[index], -index))
    if matched[best] == 0:
        wanted = "、".join(c.header for c in contract.columns if c.required)
        raise RejectedError(
            "no_header", f"前 {HEADER_WITHIN} 行中没有表头；应有列：{wanted}"
        )
    return _read_header(contract, names, best, records[best])


def _read_header(
    contract: Contract, names: dict[str, str], index: int, cells: list[str]
) -> Header:
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        name = names.get(fold(cell))
        if name is None:
            if fold(cell):
                unknown.append(f"第 {position + 1} 列")
        elif name in positions:
            header = contract.by_name[name].header
            raise RejectedError("duplicate_column", f"列“{header}”出现了两次")
        else:
            positions[name] = position
    missing = [
        column.header
        for column in contract.columns
        if column.required and column.name not in positions
    ]
    if missing:
        raise RejectedError("missing_column", f"缺少必需的列：{'、'.join(missing)}")
    if unknown and contract.strict:
        raise RejectedError("unknown_column", f"合同未声明的列：{'、'.join(unknown)}")
    scales = {
        column.name: scale
        for column in contract.columns
        for heading, scale in column.unit_headers.items()
        if column.name in positions
        and fold(cells[positions[column.name]]) == fold(heading)
    }
    return Header(index, len(cells), positions, scales)
