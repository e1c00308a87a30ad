"""The contract as one set-based SQL statement.

Text cells become typed columns and a list of reasons, in one pass. A reason is
`code|column`; its sentence is made from the contract when it is listed.
"""

from __future__ import annotations

from pipelines.intake.contracts import Column, Contract
from pipelines.intake.header import TOTAL_LABELS
from pipelines.intake.source import Source

_LAYOUTS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日%H时%M分",
]
_SCIENTIFIC = r"[0-9]+(\.[0-9]*)?[eE]\+?[0-9]+"
# Blank records, and records whose first filled cell is a total's label; cells
# are joined by the unit separator, which no text contains.
_BLANK = r"[\s\x1f\x{3000}]*"
_NOT_DATA = rf"^{_BLANK}(({'|'.join(TOTAL_LABELS)}){_BLANK}(\x1f.*)?)?$"
_FULL = "".join(chr(0xFF01 + i) for i in range(94)) + "\u3000"
_HALF = "".join(chr(0x21 + i) for i in range(94)) + " "


def checked_sql(contract: Contract, source: Source, *, folding: bool) -> str:
    """SELECT over `records` that types and judges every record of a file.

    Needs a relation `records` (Source.records), the `reference_…` tables and
    the variable `pseudonym_key`. Gives `_row_number`, `is_skipped`,
    `cell_count`, `reasons` (joined by `;`, empty for a good row), the stored
    columns, and the text `t_<column>` of rows with a reason.
    """
    cells = (
        "cells"
        if source.delimiter is None
        else f"string_split(rtrim(line, chr(13) || chr(10)), {_text(source.delimiter)})"
    )
    raw = ",\n".join(_raw(c, source, folding) for c in contract.columns)
    typed = ",\n".join(_typed(c, contract) for c in contract.columns)
    joins = "\n".join(_join(c, contract) for c in contract.columns if _is_code(c))
    stored = ",\n".join(_stored(c) for c in contract.columns)
    reasons = ",\n".join(
        reason for c in contract.columns for reason in _reasons(c, contract)
    )
    width = source.header.width
    return f"""
with split as (
    select row_number, {cells} as cells from records
), raw as (
    select row_number, len(cells) as cell_count,
        row_number < {source.header_row_number}
        or regexp_matches(array_to_string(cells, chr(31)), '{_NOT_DATA}')
        as is_skipped,
        case when len(cells) > {width}
            then trim(array_to_string(cells[{width + 1}:], '')) <> ''
            else false end as is_long,
        len(cells) < {width} as is_short,
        {raw}
    from split where row_number <> {source.header_row_number}
), typed as (
    select *, {typed} from raw
), resolved as (
    select typed.*, {_codes(contract)} from typed {joins}
), judged as (
    select *, case when is_skipped then ''
        when is_long then 'row_too_long|' when is_short then 'row_too_short|'
        else concat_ws(';', {reasons}) end as reasons
    from resolved
)
select row_number as _row_number, is_skipped, cell_count, reasons, {stored},
    {_raw_list(contract)}
from judged
"""


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _is_code(column: Column) -> bool:
    return "reference" in column.rules


def _raw(column: Column, source: Source, folding: bool) -> str:
    position = source.header.positions.get(column.name)
    if position is None:
        return f"cast(null as varchar) as t_{column.name}"
    cell = f"cells[{position + 1}]"
    # Free text keeps its full-width punctuation; codes and numbers do not.
    if folding and not _is_free_text(column):
        # translate() alone would cost 30 microseconds for every value.
        cell = (
            f"case when regexp_matches({cell}, '[！-～\u3000]')"
            f" then translate({cell}, {_text(_FULL)}, {_text(_HALF)}) else {cell} end"
        )
    blanks = ", ' \t\u3000'" if folding else ""
    value = f"nullif(trim({cell}{blanks}), '')"
    if "default" in column.rules:
        value = f"coalesce({value}, {_text(column.rules['default'])})"
    return f"{value} as t_{column.name}"


def _is_free_text(column: Column) -> bool:
    constrained = {"reference", "values", "pattern"} & set(column.rules)
    return (
        column.type == "text"
        and not constrained
        and not column.key
        and not column.personal
    )


def _raw_list(contract: Contract) -> str:
    """The text as it arrived, kept only of rows that have a reason."""
    return ", ".join(
        f"case when reasons <> '' then t_{column.name} end as t_{column.name}"
        for column in contract.columns
    )


def _typed(column: Column, contract: Contract) -> str:
    name = column.name
    text = f"t_{name}"
    if column.type in ("timestamp", "date"):
        layouts = ", ".join(_text(layout) for layout in _LAYOUTS)
        digits = f"try_cast({text} as bigint) is not null"
        parsed = (
            f"coalesce(try_strptime({text}, [{layouts}]),"
            f" case when length({text}) = 8 and {digits}"
            f" then try_strptime({text}, '%Y%m%d')"
            f" when length({text}) = 14 and {digits}"
            f" then try_strptime({text}, '%Y%m%d%H%M%S') end)"
        )
        target = "timestamp" if column.type == "timestamp" else "date"
        clock = (
            f"({text} like '%:%' or {text} like '%时%' or length({text}) = 14)"
            if column.type == "timestamp"
            else "false"
        )
        return f"cast({parsed} as {target}) as v_{name}, {clock} as has_clock_{name}"
    if column.type == "decimal":
        bare = _without_grouping(text)
        return (
            rf"case when regexp_full_match({bare}, '[0-9]{{1,16}}(\.[0-9]{{1,2}}0*)?')"
            f" then try_cast({bare} as decimal(18, 2)) end as v_{name}"
        )
    if column.type == "double":
        return (
            rf"case when regexp_full_match({text}, '-?[0-9]{{1,15}}(\.[0-9]+)?')"
            f" then try_cast({text} as double) end as v_{name}"
        )
    if column.type == "integer":
        return (
            f"case when regexp_full_match({text}, '-?[0-9]{{1,15}}')"
            f" then try_cast({text} as bigint) end as v_{name}"
        )
    return f"{text} as v_{name}"


def _without_grouping(text: str) -> str:
    grouped = r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
    return (
        f"case when contains({text}, ',') and regexp_full_match({text}, '{grouped}')"
        f" then replace({text}, ',', '') else {text} end"
    )


def _join(column: Column, contract: Contract) -> str:
    alias = f"ref_{column.name}"
    join = f"left join reference_{column.rules['reference']} as {alias}"
    join += f" on {alias}.alias = typed.t_{column.name}"
    if column.rules["reference"] == "fraud_type":
        day = f"cast(typed.v_{contract.coverage_column} as date)"
        join += (
            f" and coalesce({day}, {alias}.valid_from)"
            f" between {alias}.valid_from and {alias}.valid_to"
        )
    return join


def _codes(contract: Contract) -> str:
    codes = [
        f"ref_{c.name}.code as code_{c.name}" for c in contract.columns if _is_code(c)
    ]
    return ", ".join(codes) or "1 as no_codes"


def _stored(column: Column) -> str:
    name = column.name
    if column.personal:
        return (
            f"case when t_{name} is not null then left(sha256("
            f"getvariable('pseudonym_key') || {_text(column.rules['pseudonymKind'])}"
            f" || '|' || upper(t_{name})), 32) end as {column.stored_name}"
        )
    if _is_code(column):
        return f"code_{name} as {name}"
    return f"cast(v_{name} as {column.sql_type}) as {name}"


def _reason(condition: str, code: str, column: Column) -> str:
    return f"case when {condition} then {_text(f'{code}|{column.name}')} end"


def _reasons(column: Column, contract: Contract) -> list[str]:
    name, text, value = column.name, f"t_{column.name}", f"v_{column.name}"
    rules, found = column.rules, []
    if column.required:
        found.append(_reason(f"{text} is null", "required_empty", column))
    if column.type in ("timestamp", "date"):
        bad = f"{text} is not null and ({value} is null or year({value})"
        bad += " not between 1900 and 2100)"
        found.append(_reason(bad, "bad_date", column))
    elif column.type == "integer":
        found.append(
            _reason(f"{text} is not null and {value} is null", "bad_integer", column)
        )
    elif column.type in ("decimal", "double"):
        found.append(
            _reason(
                f"{text} is not null and {value} is null and {text} like '-%'",
                "negative_amount",
                column,
            )
        )
        found.append(
            _reason(
                f"{text} is not null and {value} is null and {text} not like '-%'",
                "bad_number",
                column,
            )
        )
    elif column.personal or column.key or _is_code(column):
        lost = f"regexp_full_match({text}, '{_SCIENTIFIC}')"
        found.append(_reason(lost, "scientific_notation", column))
        if "pattern" in rules:
            wrong = f"not {lost} and not regexp_full_match({text},"
            wrong += f" {_text(rules['pattern'])})"
            found.append(_reason(wrong, "bad_format", column))
    if _is_code(column):
        unknown = f"{text} is not null and code_{name} is null"
        found.append(_reason(unknown, "unknown_code", column))
    if "values" in rules:
        allowed = ", ".join(_text(v) for v in rules["values"])
        found.append(_reason(f"{text} not in ({allowed})", "unknown_value", column))
    if "minimum" in rules:
        found.append(_reason(f"{value} < {rules['minimum']}", "out_of_range", column))
    if "maximum" in rules:
        found.append(_reason(f"{value} > {rules['maximum']}", "out_of_range", column))
    return found + _order_reasons(column, contract)


def _order_reasons(column: Column, contract: Contract) -> list[str]:
    name, found = column.name, []
    if other := column.rules.get("notBefore"):
        found.append(_reason(_before(name, other), "wrong_order", column))
    if other := column.rules.get("notAfter"):
        found.append(_reason(_before(other, name), "wrong_order", column))
    if other := column.rules.get("notAbove"):
        found.append(_reason(f"v_{name} > v_{other}", "above_limit", column))
    if name in contract.event_columns:
        late = f"v_{name} > v_{contract.version_column} + interval 1 day"
        found.append(_reason(late, "after_update", column))
    return found


def _before(earlier: str, later: str) -> str:
    """`earlier` < `later`, by days where either has no time of day."""
    return (
        f"case when has_clock_{earlier} and has_clock_{later}"
        f" then v_{earlier} < v_{later}"
        f" else cast(v_{earlier} as date) < cast(v_{later} as date) end"
    )
