"""SQL of one column: from the cell to text, typed value and stored value.

Column names in the statement: `c3` the cell, `t_x` its normalised text, `p_x` and
`v_x` the parsed and the typed value, `has_clock_x` whether a time of day was given, `code_x` the code
that the text stands for.
"""

from __future__ import annotations

from pipelines.intake.contracts import Column, Contract
from pipelines.intake.header import Header

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
_FULL = "".join(chr(0xFF01 + i) for i in range(94)) + "\u3000"
_HALF = "".join(chr(0x21 + i) for i in range(94)) + " "
_BLANKS = " \t\r\u3000\u00a0\ufeff"


def literal(value: object) -> str:
    """A value as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def is_code(column: Column) -> bool:
    """Whether the column's values are checked against a reference list."""
    return "reference" in column.rules


def values_sql(column: Column) -> str:
    """The values that a column may have, as SQL literals."""
    return ", ".join(literal(value) for value in column.rules["values"])


def cell_sql(cell: str, *, folding: bool, fold_width: bool = True) -> str:
    """Normalised text of a cell; null if nothing is left of it."""
    if not folding:
        return cell  # the reader gives null for an empty cell
    text = cell
    if fold_width:
        # translate() alone would cost 30 microseconds for every value.
        text = (
            f"case when regexp_matches({cell}, '[！-～\u3000]')"
            f" then translate({cell}, {literal(_FULL)}, {literal(_HALF)})"
            f" else {cell} end"
        )
    trimmed = f"nullif(trim({text}, {literal(_BLANKS)}), '')"
    plain = (
        f"strlen({cell}) = length({cell}) and not starts_with({cell}, ' ')"
        f" and not ends_with({cell}, ' ') and not contains({cell}, chr(9))"
        f" and not contains({cell}, chr(13))"
    )
    return f"case when {plain} then {cell} else {trimmed} end"


def text_sql(column: Column, header: Header, *, folding: bool) -> str:
    """`t_x`: the cell's text, or the declared default."""
    position = header.positions.get(column.name)
    value = "cast(null as varchar)"
    if position is not None:
        cell = f"c{position}"
        value = cell_sql(cell, folding=folding, fold_width=not _is_free_text(column))
        if folding and "values" in column.rules:
            # Nearly always so, and cheaper to see than that nothing needs folding.
            value = f"case when {cell} in ({values_sql(column)}) then {cell} else {value} end"
    if "default" in column.rules:
        value = f"coalesce({value}, {literal(column.rules['default'])})"
    return f"{value} as t_{column.name}"


def _is_free_text(column: Column) -> bool:
    """Free text keeps its full-width punctuation; codes and numbers do not."""
    constrained = {"reference", "values", "pattern"} & set(column.rules)
    return (
        column.type == "text"
        and not constrained
        and not column.key
        and not column.personal
    )


def is_prose(column: Column) -> bool:
    """Free text in words; what is named a number (`…_no`) may be a long one."""
    return _is_free_text(column) and not column.name.endswith("_no")


def needs_parsing(column: Column) -> bool:
    """Whether `p_x` exists, the first step from text to a typed value."""
    return column.type in ("timestamp", "date", "decimal")


def parsed_sql(column: Column) -> str:
    """`p_x`: a time in any declared layout, an amount without grouping commas.

    A step of its own, because DuckDB evaluates an expression that two branches
    of a CASE share twice.
    """
    text = f"t_{column.name}"
    if column.type == "decimal":
        parsed = (
            f"case when contains({text}, ',') and regexp_full_match({text},"
            rf" '[0-9]{{1,3}}(,[0-9]{{3}})+(\.[0-9]+)?')"
            f" then replace({text}, ',', '') else {text} end"
        )
    else:
        layouts = ", ".join(literal(layout) for layout in _LAYOUTS)
        # The usual layout is cast, which takes half the time and, so guarded,
        # means the same; only a cast would take 24:00:00.
        parsed = (
            f"coalesce(case when {text} like '____-__-__ __:__:__'"
            f" and not contains({text}, ' 24:') then try_cast({text} as timestamp) end,"
            f" try_strptime({text}, [{layouts}]),"
            f" case when regexp_full_match({text}, '[0-9]{{8}}')"
            f" then try_strptime({text}, '%Y%m%d')"
            f" when regexp_full_match({text}, '[0-9]{{14}}')"
            f" then try_strptime({text}, '%Y%m%d%H%M%S') end)"
        )
    return f"{parsed} as p_{column.name}"


def typed_sql(column: Column, header: Header) -> str:
    """`v_x`, null where the text is not of the type; `has_clock_x` for times."""
    name = column.name
    text = f"t_{name}"
    if column.type in ("timestamp", "date"):
        return _time_sql(column)
    if column.type == "decimal":
        value = _decimal_sql(f"p_{name}", header.scales.get(name, 1))
    elif column.type == "double":
        value = _matching(text, r"-?[0-9]{1,15}(\.[0-9]+)?", text, "double")
    elif column.type == "integer":
        value = _matching(text, "-?[0-9]{1,15}", text, "bigint")
    else:
        value = text
    return f"{value} as v_{name}"


def _matching(text: str, pattern: str, value: str, sql_type: str) -> str:
    return (
        f"case when regexp_full_match({text}, '{pattern}')"
        f" then try_cast({value} as {sql_type}) end"
    )


def _decimal_sql(text: str, scale: int) -> str:
    """元 with at most two decimals, none lost; `scale` is 10000 for 万元."""
    decimals = len(str(scale)) + 1
    whole = 18 - decimals
    pattern = rf"[0-9]{{1,{whole}}}(\.[0-9]{{1,{decimals}}}0*)?"
    exact = f"try_cast({text} as decimal({whole + decimals}, {decimals}))"
    value = exact if scale == 1 else f"{exact} * {scale}"
    return _matching(text, pattern, value, "decimal(18, 2)")


def _time_sql(column: Column) -> str:
    text, parsed = f"t_{column.name}", f"p_{column.name}"
    # A year of two digits is not one of the layouts, but strptime takes it; and
    # it reads the words infinity and epoch as the first day of 1900.
    sane = (
        f"case when {parsed} between timestamp '1900-01-01'"
        f" and timestamp '2100-12-31 23:59:59'"
        f" and ({parsed} > timestamp '1900-01-01' or starts_with({text}, '1900'))"
        f" then {parsed} end"
    )
    # The longest day is 2024年12月31日, the shortest with a time 2024-1-1 9:05.
    clock = f"length({text}) > 11" if column.type == "timestamp" else "false"
    return (
        f"cast({sane} as {column.sql_type}) as v_{column.name},"
        f" {clock} as has_clock_{column.name}"
    )


def join_sql(column: Column, contract: Contract) -> str:
    """The reference list of a code column; names may depend on the event's day."""
    alias = f"ref_{column.name}"
    join = f"left join reference_{column.rules['reference']} as {alias}"
    join += f" on {alias}.alias = typed.t_{column.name}"
    if column.rules["reference"] == "fraud_type":
        # Without a day, the spelling in use now: never two rows for one.
        day = f"cast(typed.v_{contract.coverage_column} as date)"
        join += (
            f" and coalesce({day}, date '9999-12-31')"
            f" between {alias}.valid_from and {alias}.valid_to"
        )
    return join


def stored_sql(column: Column) -> str:
    """The column as the delivery keeps it."""
    name = column.name
    if column.personal:
        kind = literal(f"{column.rules['pseudonymKind']}|")
        return (
            f"substring(sha256(getvariable('pseudonym_key') || {kind}"
            f" || upper(t_{name})), 1, 32) as {column.stored_name}"
        )
    if is_code(column):
        return f"code_{name} as {name}"
    return f"cast(v_{name} as {column.sql_type}) as {name}"
