"""Finding the header row and what each of its cells means.

A heading that has drifted ends in a decision by the file and its contract alone, so
that the order of deliveries decides nothing: see `docs/decisions/`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.contracts import Column, Contract
from pipelines.intake.errors import RejectedError
from pipelines.intake.headings import heading_key, most_alike, shown, surely_alike

# A title and a line of notes may stand above the header; more is not a table.
HEADER_WITHIN = 10
TOTAL_LABELS = ("合计", "总计", "小计", "累计", "共计", "本页合计", "本页小计")
# A single cell of data may look like a heading by chance; its neighbours, which may be
# personal, are then not quoted.
_SURELY_HEADER = 2

# What a workbook for correction has besides the columns of its file.
LINK_HEADINGS = ("来源投递", "来源行号", "隔离原因")


@dataclass(frozen=True)
class Header:
    """Where the header is, which cell holds which column, and in what unit.

    `ignored` are headings that the contract does not know, `missing` the 表头 of
    optional columns that are not there. `links` are the cells of a corrected row that
    name the quarantined one it stands for: its delivery and its row number.
    """

    index: int
    width: int
    positions: dict[str, int]
    scales: dict[str, int]
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    links: tuple[int, int] | None = None


def find_header(contract: Contract, records: list[list[str]]) -> Header:
    """The first of the leading records that names most of the columns.

    Raises:
        RejectedError: `empty_file`, `no_header`, `missing_column`,
            `duplicate_column`, `renamed_column` or `unknown_column`.
    """
    if not any(any(cell.strip() for cell in record) for record in records):
        raise RejectedError("empty_file", "文件是空的")
    known = contract.by_heading
    matched = [sum(heading_key(cell) in known for cell in record) for record in records]
    best = max(range(len(records)), key=lambda index: (matched[index], -index))
    if matched[best] == 0:
        wanted = "、".join(c.header for c in contract.columns if c.required)
        raise RejectedError(
            "no_header", f"前 {HEADER_WITHIN} 行中没有表头；应有列：{wanted}"
        )
    cells = records[best]
    positions = _positions(contract, cells)
    unknown = _unknown(contract, cells, named=matched[best] >= _SURELY_HEADER)
    missing = [c for c in contract.columns if c.name not in positions]
    _decide(contract, missing, unknown)
    scales = {
        column.name: scale
        for column in contract.columns
        for heading, scale in column.unit_headers.items()
        if column.name in positions
        and heading_key(cells[positions[column.name]]) == heading_key(heading)
    }
    return Header(
        index=best,
        width=len(cells),
        positions=positions,
        scales=scales,
        ignored=tuple(unknown),
        missing=tuple(column.header for column in missing),
        links=_links(cells),
    )


def _links(cells: list[str]) -> tuple[int, int] | None:
    keys = [heading_key(cell) for cell in cells]
    if not {*LINK_HEADINGS[:2]} <= set(keys):
        return None
    return keys.index(LINK_HEADINGS[0]), keys.index(LINK_HEADINGS[1])


def _positions(contract: Contract, cells: list[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, cell in enumerate(cells):
        name = contract.by_heading.get(heading_key(cell))
        if name is None:
            continue
        if name in positions:
            header, first = contract.by_name[name].header, positions[name] + 1
            raise RejectedError(
                "duplicate_column",
                f"列“{header}”出现了两次（第 {first} 列与第 {position + 1} 列）",
            )
        positions[name] = position
    return positions


def _unknown(contract: Contract, cells: list[str], *, named: bool) -> list[str]:
    """Headings that the contract does not know, nor declares as ignored."""
    known = {
        *contract.by_heading,
        *map(heading_key, contract.ignored_headers),
        *LINK_HEADINGS,
        "",
    }
    return [
        shown(cell) if named else f"第 {position + 1} 列"
        for position, cell in enumerate(cells)
        if heading_key(cell) not in known
    ]


def _decide(contract: Contract, missing: list[Column], unknown: list[str]) -> None:
    """Reject a header that does not keep the contract.

    An optional column may be missing, and unknown ones may come, unless the contract
    is strict; but not if one is most likely the new name of the other.
    """
    needed = [column for column in missing if column.required]
    renamed = [column for column in missing if surely_alike(column.headers, unknown)]
    if needed or (contract.strict and missing and not renamed):
        told = "缺少必需的列" if needed else "缺少列"
        names = "、".join(column.header for column in needed or missing)
        words = f"{told}：{names}"
        if unknown:
            words += f"；{_unknown_words(needed or missing, unknown)}"
        raise RejectedError("missing_column", words)
    if renamed:
        names = "、".join(column.header for column in renamed)
        words = f"列疑似改名，缺少：{names}；{_unknown_words(renamed, unknown)}"
        raise RejectedError("renamed_column", words)
    if unknown and contract.strict:
        raise RejectedError("unknown_column", _unknown_words([], unknown))


def _unknown_words(missing: list[Column], unknown: list[str]) -> str:
    """The unknown headings, each with the column that it may be."""
    guesses: dict[str | None, str] = {}
    for column in missing:
        guesses.setdefault(most_alike(column.headers, unknown), column.header)
    named = [
        f"{heading}（是否由“{guesses[heading]}”改名？）"
        if heading in guesses
        else heading
        for heading in unknown
    ]
    hint = "；若是改名，请在合同的 synonyms 中登记" if guesses.keys() - {None} else ""
    return f"合同未声明的列：{'、'.join(named)}{hint}"
