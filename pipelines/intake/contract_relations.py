"""Mistakes that show only between the parts of a contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipelines.intake.contract_rules import NUMBER_FORMS, NUMBERS, TIMES, ColumnType
from pipelines.intake.contract_yaml import Mistake, Node
from pipelines.intake.headings import heading_key


@dataclass(frozen=True)
class DraftColumn:
    """A column as far as it could be read; `type` is None if that is wrong."""

    name: str
    line: int
    type: ColumnType | None
    fields: dict[str, Node]
    rules: dict[str, Node]

    def is_set(self, flag: str) -> bool:
        """Whether a field such as `required` is true."""
        return flag in self.fields and bool(self.fields[flag].value)

    @property
    def is_personal(self) -> bool:
        """Whether the column is stored as a pseudonym."""
        return "classification" in self.fields


@dataclass(frozen=True)
class Draft:
    """A contract as far as it could be read: its columns and its own rules."""

    columns: list[DraftColumn]
    rules: dict[str, Node]

    @cached_property
    def by_name(self) -> dict[str, DraftColumn]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


def relation_mistakes(draft: Draft) -> Iterator[Mistake]:
    """Mistakes between columns, their rules and the contract's."""
    yield from _names(draft)
    yield from _headings(draft)
    for column in draft.columns:
        yield from _within(column)
        yield from _between(draft, column)
    yield from _named_columns(draft)
    if not any(column.is_set("primaryKey") for column in draft.columns):
        yield Mistake(draft.columns[0].line, "没有主键：至少一列要有 primaryKey: true")


def _names(draft: Draft) -> Iterator[Mistake]:
    taken: dict[str, int] = {}
    for column in draft.columns:
        stored = f"{column.name}_pseudonym" if column.is_personal else column.name
        for name in {column.name, stored} - {""}:
            if name in taken:
                first = taken[name]
                yield Mistake(column.line, f"列名“{name}”重复（前一个在第 {first} 行）")
            else:
                taken[name] = column.line


def _headings(draft: Draft) -> Iterator[Mistake]:
    taken: dict[str, DraftColumn] = {}
    for column in draft.columns:
        own = {}
        for field in ("businessName", "name"):
            if field in column.fields:
                own[heading_key(column.fields[field].value)] = column.fields[field]
        for item in _items(column.rules.get("synonyms")):
            own[heading_key(item.value)] = item
        for heading, item in _units(column):
            key = heading_key(heading)
            if key in own:
                yield Mistake(item.line, f"表头“{heading}”已是本位（元）的表头")
            own[key] = item
        for key, node in own.items():
            if key in taken and taken[key].name != column.name:
                other = taken[key].name
                words = f"“{column.name}”的表头“{key}”已属于“{other}”"
                yield Mistake(node.line, words)
            taken.setdefault(key, column)
    for item in _items(draft.rules.get("ignoredHeaders")):
        if heading_key(item.value) in taken:
            name = taken[heading_key(item.value)].name
            yield Mistake(item.line, f"忽略的表头 {item.shown} 属于“{name}”")


def _items(node: Node | None) -> list[Node]:
    return list(node.value) if node else []


def _units(column: DraftColumn) -> list[tuple[str, Node]]:
    node = column.rules.get("unitHeaders")
    return list(node.value.items()) if node else []


def _within(column: DraftColumn) -> Iterator[Mistake]:
    """Mistakes between the rules of one column."""
    name, rules = column.name, column.rules
    if column.is_personal:
        if column.type not in ("text", None):
            yield Mistake(column.line, f"个人信息列“{name}”应为 string")
        if "pseudonymKind" not in rules:
            words = f"个人信息列“{name}”缺少有效的 pseudonymKind"
            yield Mistake(column.line, words)
        for rule in {"values", "reference", "default"} & set(rules):
            yield Mistake(rules[rule].line, f"个人信息列“{name}”不能有 {rule}")
    elif "pseudonymKind" in rules:
        words = f"“{name}”有 pseudonymKind，却不是 classification: personal"
        yield Mistake(rules["pseudonymKind"].line, words)
    for rule in {"pattern", "reference"} & set(rules):
        if "values" in rules:
            yield Mistake(rules[rule].line, f"“{name}”已有 values，不能再有 {rule}")
    low, high = rules.get("minimum"), rules.get("maximum")
    if low and high and low.value > high.value:
        words = f"“{name}”的 minimum {low.value} 大于 maximum {high.value}"
        yield Mistake(low.line, words)
    if "default" in rules:
        yield from _default(column, rules["default"])


def _default(column: DraftColumn, node: Node) -> Iterator[Mistake]:
    name, rules, value = column.name, column.rules, str(node.value)
    if column.is_set("required"):
        yield Mistake(node.line, f"“{name}”是必填列，不能有 default")
    if "values" in rules and value not in [v.value for v in _items(rules["values"])]:
        yield Mistake(node.line, f"“{name}”的 default {node.shown} 不在 values 中")
    if column.type in NUMBERS:
        if not re.fullmatch(NUMBER_FORMS[column.type], value):
            words = f"“{name}”的 default {node.shown} 不是 {column.type}"
            yield Mistake(node.line, words)
            return
        low, high = rules.get("minimum"), rules.get("maximum")
        below = low is not None and float(value) < low.value
        above = high is not None and float(value) > high.value
        if below or above:
            words = f"“{name}”的 default {node.shown} 超出 minimum 与 maximum"
            yield Mistake(node.line, words)


def _between(draft: Draft, column: DraftColumn) -> Iterator[Mistake]:
    """Mistakes of rules that name another column or the contract's settings."""
    for rule in ("notBefore", "notAfter", "notAbove"):
        if rule in column.rules:
            where = f"“{column.name}”的 {rule}"
            expected = NUMBERS if rule == "notAbove" else TIMES
            yield from _other(draft, column.rules[rule], where, expected)
            if column.rules[rule].value == column.name:
                yield Mistake(column.rules[rule].line, f"{where} 指向它自己")
    reference = column.rules.get("reference")
    # Names of fraud types depend on the day of the event.
    dated = "coverageColumn" in draft.rules
    if reference and reference.value == "fraud_type" and not dated:
        words = f"“{column.name}”用 fraud_type 代码表，合同须有 coverageColumn"
        yield Mistake(reference.line, words)


def _named_columns(draft: Draft) -> Iterator[Mistake]:
    """Mistakes of the contract's settings that name columns."""
    for rule in ("versionColumn", "coverageColumn"):
        node = draft.rules.get(rule)
        if node is None:
            continue
        yield from _other(draft, node, rule, TIMES)
        column = draft.by_name.get(node.value)
        if column and not column.is_set("required"):
            yield Mistake(node.line, f"{rule} 所指的“{column.name}”应为必填列")
    for node in _items(draft.rules.get("eventColumns")):
        yield from _other(draft, node, "eventColumns", TIMES)
        version = draft.rules.get("versionColumn")
        if version and version.value == node.value:
            yield Mistake(node.line, f"eventColumns 不能有版本列 {node.shown}")


def _other(
    draft: Draft, node: Node, where: str, expected: tuple[ColumnType, ...]
) -> Iterator[Mistake]:
    """Mistakes of naming a column: it must exist and be of one of the types."""
    column = draft.by_name.get(node.value)
    if column is None:
        yield Mistake(node.line, f"{where} 所指的列 {node.shown} 不存在")
    elif column.type and column.type not in expected:
        kinds = "、".join(expected)
        words = f"{where} 所指的列 {node.shown} 类型是 {column.type}，应为 {kinds}"
        yield Mistake(node.line, words)
