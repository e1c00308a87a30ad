"""A contract file as a tree whose every value knows its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_MAPPING, _SEQUENCE = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


class ContractError(ValueError):
    """Contracts that cannot be used; a line of the message per mistake.

    Each line reads `file:line: what is wrong`, in the words of whoever keeps the
    contract.
    """

    def __init__(self, mistakes: Iterable[str]) -> None:
        """`mistakes` are such lines."""
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong in a line of a file."""

    line: int
    words: str


@dataclass(frozen=True)
class Node:
    """A scalar, a list of nodes or a mapping of text to nodes, and where it begins."""

    value: Any
    line: int

    def plain(self) -> Any:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    @property
    def shown(self) -> str:
        """The value as a message quotes it."""
        return f"“{str(self.plain())[:40]}”"


def contract_error(path: Path, mistakes: Iterable[Mistake]) -> ContractError:
    """All mistakes of a file as one error, in the order of its lines."""
    return ContractError(f"{path.name}:{m.line}: {m.words}" for m in sorted(mistakes))


def read_tree(path: Path) -> Node:
    """Parse a file: plain YAML without anchors, no key of a mapping twice.

    Raises:
        ContractError: naming the line that is not such YAML.
    """
    content = path.read_bytes()
    try:
        loader = yaml.CSafeLoader(content.decode("utf-8"))
        tree = _Tree(loader)
        root = tree.node(loader.get_single_node())
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise contract_error(path, [Mistake(line, "不是 UTF-8 文本")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", error)
        mistake = Mistake(mark.line + 1 if mark else 1, f"YAML 无法解析：{problem}")
        raise contract_error(path, [mistake]) from error
    if tree.mistakes:
        raise contract_error(path, tree.mistakes)
    return root


class _Tree:
    """Turns libyaml's nodes into ours and notes what a contract must not have."""

    def __init__(self, loader: yaml.CSafeLoader) -> None:
        self._loader = loader
        self._met: set[int] = set()
        self.mistakes: list[Mistake] = []

    def node(self, node: yaml.Node | None) -> Node:
        if node is None:
            return Node(None, 1)
        line = node.start_mark.line + 1
        if id(node) in self._met:
            self.mistakes.append(Mistake(line, "不支持锚点和引用（& 与 *），请写全"))
            return Node(None, line)
        self._met.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            return Node(self._mapping(node), line)
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQUENCE:
            return Node([self.node(item) for item in node.value], line)
        if "\0" in str(node.value):  # only as an escape; SQL text ends there
            self.mistakes.append(Mistake(line, "含有空字符（\\0）"))
            return Node(None, line)
        try:
            return Node(self._loader.construct_object(node), line)
        except ValueError:  # a date such as 2024-13-01
            self.mistakes.append(Mistake(line, f"“{node.value}”不是有效的值"))
            return Node(None, line)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = self.node(key_node)
            value = self.node(value_node)
            if not isinstance(key.value, str):
                words = f"键 {key.shown} 不是文本，请加引号"
                self.mistakes.append(Mistake(key.line, words))
            elif key.value in fields:
                first = fields[key.value].line
                words = f"键“{key.value}”重复（前一个在第 {first} 行）"
                self.mistakes.append(Mistake(key.line, words))
            else:
                fields[key.value] = value
        return fields
