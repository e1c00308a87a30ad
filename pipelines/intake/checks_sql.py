"""The contract as set-based SQL: every record of a file typed and judged.

Good rows stream into the delivery in one pass; a second looks only at the rest.
A reason is `code|column`; its sentence is made from the contract when listed.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.intake.cells_sql import (
    cell_sql,
    is_code,
    join_sql,
    literal,
    needs_parsing,
    parsed_sql,
    stored_sql,
    text_sql,
    typed_sql,
)
from pipelines.intake.conditions_sql import conditions
from pipelines.intake.contracts import Column, Contract
from pipelines.intake.header import TOTAL_LABELS
from pipelines.intake.source import ABOVE_HEADER, Source

_LONGEST_MASKED = 40
# Stands in `reasons` for a row that is none: a title, a blank, a total.
_SKIPPED = "skipped"


def good_sql(contract: Contract, source: Source, delivery_id: str) -> str:
    """SELECT of the rows that load, with their identity.

    Needs the relation `records` (see `Source`), the `reference_…` tables and the
    variable `pseudonym_key`.
    """
    stored = ", ".join(stored_sql(column) for column in contract.columns)
    return f"""
with {_judged(contract, source, "records", _total_sql("first_cell"))}
select {stored}, {literal(delivery_id)} as _delivery_id, row_number as _row_number
from judged where reasons = ''
"""


def refused_sql(contract: Contract, source: Source) -> str:
    """SELECT of the other rows: `_row_number`, `is_skipped`, `reasons`, `t_…`.

    `is_header` tells of a header among them that is not the file's own. Needs the same
    as `good_sql`, and the relation `good` with the `_row_number` of the rows that load.
    """
    rest = "(select * from records anti join good on row_number = _row_number)"
    texts = ", ".join(f"t_{column.name}" for column in contract.columns)
    total = _total_sql("replace(first_cell, ' ', '')")
    return f"""
with {_judged(contract, source, rest, f"{total} or {_own_header_sql(contract, source)}")}
select row_number as _row_number, reasons = '{_SKIPPED}' as is_skipped, reasons,
    reasons <> '{_SKIPPED}' and {_any_header_sql(contract)} as is_header, {texts}
from judged
"""


def _total_sql(cell: str) -> str:
    labels = ", ".join(literal(label) for label in TOTAL_LABELS)
    # To trim every key would cost as much as to parse a time of every row.
    return f"case when {cell} >= '一' then rtrim({cell}, ':：') in ({labels}) else false end"


def _own_header_sql(contract: Contract, source: Source) -> str:
    """Whether a row is the header again, as where files were joined."""
    tests = (
        f"t_{c.name} in ({_headings_sql([c])})"
        for c in contract.columns
        if c.name in source.header.positions
    )
    return f"coalesce({' and '.join(tests)}, false)"


def _any_header_sql(contract: Contract) -> str:
    """Whether half of the cells of a row, the key's among them, are headings."""
    headings = _headings_sql(contract.columns)
    named = [f"(t_{c.name} in ({headings}))::int" for c in contract.columns]
    keys = " and ".join(
        f"t_{c.name} in ({headings})" for c in contract.columns if c.key
    )
    many = " + ".join(f"coalesce({name}, 0)" for name in named)
    return f"case when {keys} then 2 * ({many}) >= {len(named)} else false end"


def _headings_sql(columns: Iterable[Column]) -> str:
    names = [name for c in columns for name in [*c.headers, *c.unit_headers]]
    return ", ".join(literal(name) for name in dict.fromkeys(names))


def _judged(contract: Contract, source: Source, relation: str, skipped: str) -> str:
    header, folding = source.header, source.needs_folding
    columns = contract.columns
    raw = ", ".join(text_sql(c, header, folding=folding) for c in columns)
    parsed = ", ".join(parsed_sql(c) for c in columns if needs_parsing(c))
    typed = ", ".join(typed_sql(c, header) for c in columns)
    codes = [f"ref_{c.name}.code as code_{c.name}" for c in columns if is_code(c)]
    joins = " ".join(join_sql(c, contract) for c in columns if is_code(c))
    rules = list(conditions(contract))
    # Most rows have no reason: one cheap test of them all, then the list.
    any_reason = " or ".join(f"({condition})" for condition, _, _ in rules)
    reasons = ", ".join(
        f"case when {condition} then '{code}|{name}' end"
        for condition, code, name in rules
    )
    first = ", ".join(
        cell_sql(f"c{position}", folding=folding) for position in range(header.width)
    )
    return f"""
raw as (
    select row_number, fault, coalesce({first}) as first_cell, {raw}
    from {relation} where row_number <> {source.header_row_number}
), parsed as (
    select *, {parsed} from raw
), typed as (
    select *, {typed} from parsed
), resolved as (
    select {", ".join(["typed.*", *codes])} from typed {joins}
), shaped as (
    select *, row_number < {source.header_row_number}
        or coalesce(fault = '{ABOVE_HEADER}', false)
        or fault is distinct from 'malformed_quotes' and (
            first_cell is null and fault is distinct from 'row_too_long'
            or {skipped}
        ) as is_skipped
    from resolved
), judged as (
    select *, case when is_skipped then '{_SKIPPED}'
        when fault is not null then fault || '|'
        when {any_reason} then concat_ws(';', {reasons}) else '' end as reasons
    from shaped
)"""


def quarantine_sql(contract: Contract, delivery_id: str) -> str:
    """SELECT of the quarantine: a line per row and reason, values masked.

    Needs the tables `refused` (see `refused_sql`) and `sentences`.
    """
    values = " ".join(f"when '{c.name}' then t_{c.name}" for c in contract.columns)
    return f"""
select {literal(delivery_id)} as _delivery_id, _row_number,
    nullif(column_name, '') as column_name, reason_code, message,
    {_masked("value", contract)} as masked_value
from (
    select _row_number, split_part(reason, '|', 1) as reason_code,
        split_part(reason, '|', 2) as column_name,
        case split_part(reason, '|', 2) {values} end as value
    from (
        select *, unnest(string_split(reasons, ';')) as reason
        from refused where not is_skipped
    )
) join sentences using (reason_code, column_name)
order by _row_number, column_name, reason_code
"""


def _masked(value: str, contract: Contract) -> str:
    """A value without what may be a number of a person, as in a shifted row."""
    personal = _named(c for c in contract.columns if c.personal)
    times = _named(c for c in contract.columns if c.type in ("timestamp", "date"))
    return (
        f"case when column_name in ({personal}) then '***（' || length({value}) || '位）'"
        f" when column_name in ({times}) then {_without_numbers(value, longest=10)}"
        f" else {_without_numbers(value, longest=6)} end"
    )


def _named(columns: Iterable[Column]) -> str:
    return ", ".join([literal(c.name) for c in columns]) or "null"


def _without_numbers(value: str, *, longest: int) -> str:
    # Of a time, ten digits at most follow each other without a colon.
    between = r"[^0-9０-９:：\p{L}]{0,3}"
    spaced = rf"[0-9０-９]({between}[0-9０-９]){{{longest},}}[xX]?"
    digits = rf"[0-9０-９]{{7,}}[xX]?|{spaced}"
    return f"left(regexp_replace({value}, '{digits}', '***', 'g'), {_LONGEST_MASKED})"
