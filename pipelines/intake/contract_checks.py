"""Whether a contract can be used: every mistake in it, with its line.

All mistakes are collected, so that whoever keeps the contract sees them at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from pipelines.intake.contract_fields import (
    COLUMN,
    CONTRACT,
    DESCRIPTION,
    FLAGS,
    LISTS,
    PROPERTY,
    SCHEMA,
    TYPES,
    Fields,
    column_type,
)
from pipelines.intake.contract_relations import Draft, DraftColumn, relation_mistakes
from pipelines.intake.contract_rules import (
    COLUMN_RULES,
    CONTRACT_RULES,
    ColumnType,
    Rule,
    identifier,
    text,
)
from pipelines.intake.contract_yaml import Mistake, Node


def contract_mistakes(root: Node, extract: str) -> list[Mistake]:
    """Everything that is wrong in the contract of an extract."""
    return _Reading(extract).mistakes_of(root)


class _Reading:
    """One walk over a contract that collects mistakes instead of stopping."""

    def __init__(self, extract: str) -> None:
        self._extract = extract
        self._mistakes: list[Mistake] = []

    def mistakes_of(self, root: Node) -> list[Mistake]:
        fields = self._fields(root, CONTRACT)
        self._head(fields)
        if purpose := fields.get("description"):
            self._fields(purpose, DESCRIPTION)
        columns = self._columns(fields.get("schema"))
        rules = self._rules(fields.get("customProperties"), CONTRACT_RULES, "合同")
        if "customProperties" in fields:
            for name in ("mode", "versionColumn"):
                if name not in rules and not self._has_property(fields, name):
                    line = fields["customProperties"].line
                    self._say(line, f"合同缺少自定义属性 {name}")
        if columns is not None:
            self._mistakes += relation_mistakes(Draft(columns, rules))
        return self._mistakes

    def _say(self, line: int, words: str) -> None:
        self._mistakes.append(Mistake(line, words))

    def _head(self, fields: dict[str, Node]) -> None:
        expected = {
            "kind": ("DataContract", "DataContract"),
            "apiVersion": (r"v3\.[01]\.[0-9]", "v3.1.0"),
            "version": (r"[0-9]+\.[0-9]+\.[0-9]+", "1.0.0 这样的文本"),
            "name": (re.escape(self._extract), f"与文件名相同的 {self._extract}"),
        }
        for name, (pattern, words) in expected.items():
            node = fields.get(name)
            if node and not re.fullmatch(pattern, node.value):
                self._say(node.line, f"{name} 应为 {words}，现在是 {node.shown}")
        if name_node := fields.get("name"):
            self._add("name", identifier(name_node))

    def _fields(self, node: Node, known: Fields, name: str = "") -> dict[str, Node]:
        """The fields that are as they should be, by name."""
        where = known.where + name
        if not isinstance(node.value, dict):
            self._say(node.line, f"{where}应为“键: 值”的映射，现在是 {node.shown}")
            return {}
        for field in known.needed:
            if field not in node.value:
                self._say(node.line, f"{where}缺少 {field}")
        sound = {}
        checked = (*known.needed, *known.possible)
        for field, value in node.value.items():
            if field in checked:
                if self._is_sound(where, field, value):
                    sound[field] = value
            elif field not in known.informing:
                self._say(value.line, _unknown(f"{where}的字段", field, checked))
        return sound

    def _is_sound(self, where: str, field: str, node: Node) -> bool:
        if field == "value":
            return True  # each custom property has its own
        if field in LISTS:
            expected = "列表"
            is_so = isinstance(node.value, list) and bool(node.value)
        elif field in FLAGS:
            expected, is_so = "true 或 false", isinstance(node.value, bool)
        elif field == "description" and where == CONTRACT.where:
            expected, is_so = "“键: 值”的映射", isinstance(node.value, dict)
        else:
            expected, is_so = "文本", not list(text(node))
        if not is_so:
            words = f"{where}的 {field} 应为{expected}，现在是 {node.shown}"
            self._say(node.line, words)
        return is_so

    def _columns(self, node: Node | None) -> list[DraftColumn] | None:
        """The columns as far as they can be read; None if there is no list of them."""
        if node is None:
            return None
        if len(node.value) > 1:
            self._say(node.value[1].line, "schema 只能有一项：一个合同描述一个数据集")
        fields = self._fields(node.value[0], SCHEMA)
        name = fields.get("name")
        if name and name.value != self._extract:
            words = f"schema 的 name 应为 {self._extract}，现在是 {name.shown}"
            self._say(name.line, words)
        if "properties" not in fields:
            return None
        return [self._column(item) for item in fields["properties"].value]

    def _column(self, node: Node) -> DraftColumn:
        raw = node.value.get("name") if isinstance(node.value, dict) else None
        name = raw.value if raw and isinstance(raw.value, str) else ""
        fields = self._fields(node, COLUMN, f"“{name}”" if name else "")
        if "name" in fields:
            self._add("列的 name", identifier(fields["name"]))
        secret = fields.get("classification")
        if secret and secret.value != "personal":
            words = f"classification 只能是 personal，现在是 {secret.shown}"
            self._say(secret.line, words)
        kind = self._type(fields)
        rules = self._rules(fields.get("customProperties"), COLUMN_RULES, name)
        for rule, value in list(rules.items()):
            if kind and kind not in COLUMN_RULES[rule].types:
                self._say(value.line, f"“{name}”的类型 {kind} 不能有 {rule}")
                del rules[rule]
        return DraftColumn(name, node.line, kind, fields, rules)

    def _type(self, fields: dict[str, Node]) -> ColumnType | None:
        logical, physical = fields.get("logicalType"), fields.get("physicalType")
        if logical is None:
            return None
        if logical.value not in {name for name, _ in TYPES}:
            known = "、".join(dict.fromkeys(name for name, _ in TYPES))
            words = f"没有类型 {logical.shown}，可用：{known}"
            self._say(logical.line, words)
            return None
        kind = column_type(logical.value, physical.value if physical else None)
        if kind is None and physical:
            words = "physicalType 只用于 number：decimal(18,2) 或 double"
            self._say(physical.line, f"{words}，现在是 {physical.shown}")
        return kind

    def _rules(
        self, node: Node | None, known: dict[str, Rule], column: str
    ) -> dict[str, Node]:
        """The custom properties that are as they should be, by name."""
        sound: dict[str, Node] = {}
        seen: set[str] = set()
        for item in node.value if node else []:
            fields = self._fields(item, PROPERTY)
            if "property" not in fields or "value" not in fields:
                continue
            name, value = fields["property"].value, fields["value"]
            if name in seen:
                self._say(item.line, f"“{column}”的 {name} 重复")
            elif name not in known:
                self._say(item.line, _unknown("自定义属性", name, known))
            else:
                mistakes = list(known[name].check(value))
                self._add(f"“{column}”的 {name} ", mistakes)
                if not mistakes:
                    sound[name] = value
            seen.add(name)
        return sound

    def _add(self, where: str, mistakes: Iterable[Mistake]) -> None:
        for mistake in mistakes:
            self._say(mistake.line, where + mistake.words)

    @staticmethod
    def _has_property(fields: dict[str, Node], name: str) -> bool:
        """Whether a property is there, if only with a mistake already told."""
        plain = fields["customProperties"].plain()
        return any(isinstance(p, dict) and p.get("property") == name for p in plain)


def _unknown(where: str, name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    hint = f"，是否应为 {close[0]}？" if close else "，系统不执行它"
    return f"未知的{where} {name}{hint}"
