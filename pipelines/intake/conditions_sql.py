"""SQL of the rules: when a row has a reason to be quarantined."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.intake.cells_sql import is_code, is_prose, literal, values_sql
from pipelines.intake.contracts import Column, Contract

# As Excel and Java write long numbers; in other text only where nothing else
# is written so.
_SCIENTIFIC = r"[0-9]+(\.[0-9]*)?[eE]\+?[0-9]+"
_LONG_NUMBER = r"[0-9０-９]([ .·—–－-]{0,2}[0-9０-９]){10,}"
# Longer ones are no amounts anyway.
_PHONE_OR_ID = "1[3-9][0-9]{9}|[0-9]{15}"
_SURELY_SCIENTIFIC = r"[0-9](\.[0-9]+[eE]\+?|[eE]\+)[0-9]+"
# Of a formula that failed or was never computed, and of a column too narrow.
_ERROR = "#([A-Z/0]+[!?]?|公式未计算|#+)"


def conditions(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """(condition, reason code, column name) of every rule of a contract."""
    personal = any(column.personal for column in contract.columns)
    for column in contract.columns:
        rules = [*_content(column), *_allowed(column), *_order(column, contract)]
        if personal:
            rules += _personal_number(column)
        for condition, code in rules:
            yield condition, code, column.name


def _content(column: Column) -> Iterator[tuple[str, str]]:
    text, value = f"t_{column.name}", f"v_{column.name}"
    wrong = f"{text} is not null and {value} is null"
    if column.required:
        yield f"{text} is null", "required_empty"
    if column.type in ("timestamp", "date"):
        yield wrong, "bad_date"
    elif column.type == "integer":
        yield wrong, "bad_integer"
    elif column.type == "double":
        yield wrong, "bad_number"
    elif column.type == "decimal":
        negative = f"regexp_full_match({text}, '-[0-9][0-9,.]*')"
        yield f"{wrong} and {negative}", "negative_amount"
        yield f"{wrong} and not {negative}", "bad_number"
    elif "values" not in column.rules:
        lost = _lost(column)
        if is_code(column):  # what stands in the list has lost nothing
            lost = f"code_{column.name} is null and {lost}"
        yield lost, "scientific_notation"
        yield from _artefacts(column)
        if "pattern" in column.rules:
            pattern = literal(column.rules["pattern"])
            unlike = f"not regexp_full_match({text}, {pattern})"
            yield f"{unlike} and not ({lost})", "bad_format"
        if is_code(column):
            unknown = f"{text} is not null and code_{column.name} is null"
            yield f"{unknown} and not ({lost})", "unknown_code"


def _artefacts(column: Column) -> Iterator[tuple[str, str]]:
    """What a program left in place of the text; free text may begin with = or '."""
    text = f"t_{column.name}"
    # Comparing the first byte costs half of what starts_with() does.
    if not is_code(column):
        error = f"{text} < '$' and regexp_full_match({text}, '{_ERROR}')"
        yield error, "excel_error"
    if column.personal or column.key:
        apostrophe = f"{text} < '(' and starts_with({text}, chr(39))"
        yield f"{apostrophe} or {text} >= '=' and {text} < '>'", "text_mark"


def _personal_number(column: Column) -> Iterator[tuple[str, str]]:
    """What would be a phone, identity or card number in plain text."""
    text = f"t_{column.name}"
    if is_prose(column):
        found = f"regexp_matches({text}, '{_LONG_NUMBER}')"
        yield f"length({text}) > 10 and {found}", "personal_number"
    elif column.type == "decimal":
        found = f"regexp_full_match({text}, '{_PHONE_OR_ID}')"
        yield f"length({text}) > 10 and {found}", "personal_number"


def _lost(column: Column) -> str:
    text = f"t_{column.name}"
    number = column.personal or column.key or is_code(column)
    pattern = _SCIENTIFIC if number else _SURELY_SCIENTIFIC
    return (
        f"(contains({text}, 'E') or contains({text}, 'e'))"
        f" and regexp_full_match({text}, '{pattern}')"
    )


def _allowed(column: Column) -> Iterator[tuple[str, str]]:
    if "values" in column.rules:
        yield f"t_{column.name} not in ({values_sql(column)})", "unknown_value"
    if "minimum" in column.rules:
        yield f"v_{column.name} < {column.rules['minimum']}", "out_of_range"
    if "maximum" in column.rules:
        yield f"v_{column.name} > {column.rules['maximum']}", "out_of_range"


def _order(column: Column, contract: Contract) -> Iterator[tuple[str, str]]:
    name = column.name
    orders = []
    if other := column.rules.get("notBefore"):
        orders.append(_later(other, name))
    if other := column.rules.get("notAfter"):
        orders.append(_later(name, other))
    if orders:
        yield " or ".join(orders), "wrong_order"
    if other := column.rules.get("notAbove"):
        yield f"v_{name} > v_{other}", "above_limit"
    if name in contract.event_columns:
        yield _later(name, contract.version_column, allowance=1), "after_update"


def _later(late: str, early: str, allowance: int = 0) -> str:
    """`late` > `early` + allowance in days; whole days where either has no time."""
    moment = f"v_{late} > v_{early}"
    if allowance:  # adding an interval would cost ten times as much
        apart = f"epoch_us(v_{late}) - epoch_us(v_{early})"
        moment = f"{apart} > {allowance * 86_400_000_000}"
    days = f"cast(v_{late} as date) - cast(v_{early} as date)"
    # Whatever is compared, it cannot be later without this; nearly always false.
    return (
        f"v_{late} > v_{early} and case when has_clock_{late} and has_clock_{early}"
        f" then {moment} else {days} > {allowance} end"
    )
