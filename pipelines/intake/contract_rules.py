"""The custom properties of a contract: what each may say, and of which columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.contract_yaml import Mistake, Node
from pipelines.intake.references import REFERENCE_LISTS

ColumnType = Literal["text", "timestamp", "date", "decimal", "double", "integer"]
TIMES: tuple[ColumnType, ...] = ("timestamp", "date")
NUMBERS: tuple[ColumnType, ...] = ("decimal", "double", "integer")
TEXT: tuple[ColumnType, ...] = ("text",)
IDENTIFIER = re.compile("[a-z][a-z0-9_]*")

# How a default is written, so that the checks of a row take it.
NUMBER_FORMS = {
    "integer": r"-?[0-9]{1,15}",
    "double": r"-?[0-9]{1,15}(\.[0-9]+)?",
    "decimal": r"[0-9]{1,16}(\.[0-9]{1,2})?",
}


def text(node: Node) -> Iterator[Mistake]:
    """A text that is not blank."""
    if not isinstance(node.value, str) or not node.value.strip():
        yield Mistake(node.line, f"应为文本，现在是 {node.shown}")


def identifier(node: Node) -> Iterator[Mistake]:
    """A name that SQL takes as it stands."""
    if not isinstance(node.value, str) or not IDENTIFIER.fullmatch(node.value):
        yield Mistake(
            node.line, f"应为小写字母、数字和下划线组成的名称，现在是 {node.shown}"
        )


def texts(node: Node) -> Iterator[Mistake]:
    """A list of different texts, at least one."""
    if not isinstance(node.value, list) or not node.value:
        yield Mistake(node.line, f"应为列表，现在是 {node.shown}")
        return
    seen = set()
    for item in node.value:
        if not isinstance(item.value, str) or not item.value.strip():
            words = f"列表中的 {item.shown} 不是文本，请加引号"
            yield Mistake(item.line, words)
        elif item.value in seen:
            yield Mistake(item.line, f"列表中的 {item.shown} 重复")
        else:
            seen.add(item.value)


def _number(node: Node) -> Iterator[Mistake]:
    value = node.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        yield Mistake(node.line, f"应为数字，现在是 {node.shown}")


def _scalar(node: Node) -> Iterator[Mistake]:
    is_scalar = isinstance(node.value, str | int | float)
    if not is_scalar or isinstance(node.value, bool) or node.value == "":
        yield Mistake(node.line, f"应为一个值，现在是 {node.shown}")


def _reference(node: Node) -> Iterator[Mistake]:
    if not isinstance(node.value, str) or node.value not in REFERENCE_LISTS:
        known = "、".join(REFERENCE_LISTS)
        yield Mistake(node.line, f"没有代码表 {node.shown}，可用：{known}")


def _pattern(node: Node) -> Iterator[Mistake]:
    if mistakes := list(text(node)):
        yield from mistakes
        return
    try:  # DuckDB's engine for expressions is the same
        pc.match_substring_regex(pa.array([""]), node.value)
    except pa.ArrowInvalid:
        yield Mistake(node.line, f"{node.shown} 不是有效的正则表达式（RE2）")


def _units(node: Node) -> Iterator[Mistake]:
    if not isinstance(node.value, dict) or not node.value:
        yield Mistake(node.line, f"应为“表头: 倍数”，现在是 {node.shown}")
        return
    powers = [10**exponent for exponent in range(1, 9)]
    for heading, scale in node.value.items():
        if not heading.strip():
            yield Mistake(scale.line, "表头是空的")
        if type(scale.value) is not int or scale.value not in powers:
            words = f"“{heading}”的倍数应为 10、100 … 100000000，现在是 {scale.shown}"
            yield Mistake(scale.line, words)


def _mode(node: Node) -> Iterator[Mistake]:
    if node.value not in ("strict", "lenient"):
        yield Mistake(node.line, f"应为 strict 或 lenient，现在是 {node.shown}")


@dataclass(frozen=True)
class Rule:
    """A custom property: how its value is checked, and which columns may have it."""

    check: Callable[[Node], Iterator[Mistake]]
    types: tuple[ColumnType, ...] = (*TEXT, *TIMES, *NUMBERS)


COLUMN_RULES = {
    "synonyms": Rule(texts),
    "unitHeaders": Rule(_units, ("decimal",)),
    "reference": Rule(_reference, TEXT),
    "values": Rule(texts, TEXT),
    "default": Rule(_scalar, (*TEXT, *NUMBERS)),
    "pattern": Rule(_pattern, TEXT),
    "minimum": Rule(_number, NUMBERS),
    "maximum": Rule(_number, NUMBERS),
    "notBefore": Rule(text, TIMES),
    "notAfter": Rule(text, TIMES),
    "notAbove": Rule(text, NUMBERS),
    "pseudonymKind": Rule(identifier, TEXT),
}
CONTRACT_RULES = {
    "mode": Rule(_mode),
    "versionColumn": Rule(text),
    "coverageColumn": Rule(text),
    "eventColumns": Rule(texts),
    "ignoredHeaders": Rule(texts),
}
