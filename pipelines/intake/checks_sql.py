"""The contract as set-based SQL: every record of a file typed and judged.

Good rows stream into the delivery in one pass; a second looks only at the rest.
A reason is `code|column`; its sentence is made from the contract when listed.
"""

from __future__ import annotations

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
from pipelines.intake.contracts import Contract
from pipelines.intake.header import TOTAL_LABELS
from pipelines.intake.source import Source

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
with {_judged(contract, source, "records")}
select {stored}, {literal(delivery_id)} as _delivery_id, row_number as _row_number
from judged where reasons = ''
"""


def refused_sql(contract: Contract, source: Source) -> str:
    """SELECT of the other rows: `_row_number`, `is_skipped`, `reasons`, `t_…`.

    Needs the same as `good_sql`, and the relation `good` with the `_row_number`
    of the rows that load.
    """
    rest = "(select * from records anti join good on row_number = _row_number)"
    texts = ", ".join(f"t_{column.name}" for column in contract.columns)
    return f"""
with {_judged(contract, source, rest)}
select row_number as _row_number, reasons = '{_SKIPPED}' as is_skipped, reasons, {texts}
from judged
"""


def _judged(contract: Contract, source: Source, relation: str) -> str:
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
    totals = ", ".join(literal(label) for label in TOTAL_LABELS)
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
        or fault is distinct from 'malformed_quotes' and (
            first_cell is null and fault is distinct from 'row_too_long'
            or coalesce(rtrim(first_cell, ':：') in ({totals}), false)
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
    values = " ".join(
        f"when '{c.name}' then "
        + (
            f"'***（' || length(t_{c.name}) || '位）'"
            if c.personal
            else _masked(f"t_{c.name}", is_time=c.type in ("timestamp", "date"))
        )
        for c in contract.columns
    )
    return f"""
select {literal(delivery_id)} as _delivery_id, _row_number,
    nullif(column_name, '') as column_name, reason_code, message, masked_value
from (
    select _row_number, split_part(reason, '|', 1) as reason_code,
        split_part(reason, '|', 2) as column_name,
        case split_part(reason, '|', 2) {values} end as masked_value
    from (
        select *, unnest(string_split(reasons, ';')) as reason
        from refused where not is_skipped
    )
) join sentences using (reason_code, column_name)
order by _row_number, column_name, reason_code
"""


def _masked(text: str, *, is_time: bool) -> str:
    """A value without what may be a number of a person, as in a shifted row."""
    # Of a time, ten digits at most follow each other without a colon.
    between = r"[^0-9０-９:：\p{L}]{0,3}"
    spaced = rf"[0-9０-９]({between}[0-9０-９]){{{10 if is_time else 6},}}[xX]?"
    digits = rf"[0-9０-９]{{7,}}[xX]?|{spaced}"
    return f"left(regexp_replace({text}, '{digits}', '***', 'g'), {_LONGEST_MASKED})"
