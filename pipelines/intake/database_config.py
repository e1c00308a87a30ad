"""Which databases are pulled from: `sources.yaml`, which holds no secret."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from warehouse.settings import Settings

Kind = Literal["postgresql", "mysql"]
_PORTS: dict[str, int] = {"postgresql": 5432, "mysql": 3306}
_REQUIRED = ("name", "extract", "kind", "host", "database", "table")
_OPTIONAL = ("port", "overlap")
# Nobody may come to think that a secret belongs into the file.
_SECRETIVE = re.compile("pass|pwd|user|secret|token|url|dsn|口令|密码|用户", re.I)
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]*")


class SourcesError(ValueError):
    """`sources.yaml` cannot be used; the message names file and line."""


@dataclass(frozen=True)
class DatabaseSource:
    """A table or view that an extract is pulled from; `overlap` is in days."""

    name: str
    extract: str
    kind: Kind
    host: str
    port: int
    database: str
    table: str
    overlap: float

    @property
    def key(self) -> str:
        """Name of the source in the ledger, where a file has its path."""
        return f"数据库:{self.name}/{self.table}"

    @property
    def place(self) -> str:
        """Where the server is, for messages."""
        return self.host if self.host.startswith("/") else f"{self.host}:{self.port}"

    def variable(self, what: str) -> str:
        """Name of the secret USER or PASSWORD."""
        return f"FANZHA_SOURCE_{self.name.upper()}_{what}"


def has_sources(settings: Settings) -> bool:
    """Whether there is a `sources.yaml`, or should be."""
    return settings.sources is not None or settings.sources_file.exists()


def load_sources(settings: Settings, extracts: Collection[str]) -> list[DatabaseSource]:
    """Every source of `sources.yaml`; none without the file.

    Raises:
        SourcesError: naming the file and the line of the first mistake.
    """
    path = settings.sources_file
    if not path.exists():
        if settings.sources is not None:
            raise SourcesError(f"{path}:1: FANZHA_SOURCES 指定的文件不存在")
        return []
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise SourcesError(f"{path.name}:1: 不是 UTF-8 文本") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None)  # the whole error quotes the file
        line = mark.line + 1 if mark else 1
        raise SourcesError(f"{path.name}:{line}: YAML 写法有误：{problem}") from None
    sources: list[DatabaseSource] = []
    for node in _items(path, root):
        source = _source(path, node, extracts)
        if source.name.upper() in {other.name.upper() for other in sources}:
            raise _wrong(path, node, f"来源名称 {source.name} 出现了两次")
        sources.append(source)
    return sources


def _wrong(path: Path, node: Any, message: str) -> SourcesError:
    return SourcesError(f"{path.name}:{node.start_mark.line + 1}: {message}")


def _items(path: Path, root: Any) -> list[Any]:
    if root is None:
        return []
    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        key, value = root.value[0]
        if key.value == "sources" and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    raise _wrong(path, root, "应只有一项 sources，内容是来源的列表")


def _source(path: Path, node: Any, extracts: Collection[str]) -> DatabaseSource:
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(path, node, "来源应写成“项: 值”")
    found: dict[str, yaml.ScalarNode] = {}
    for key, value in node.value:
        _check_key(path, key, value, found)
        found[key.value] = value
    missing = [name for name in _REQUIRED if name not in found]
    if missing:
        raise _wrong(path, node, f"缺少 {'、'.join(missing)}")
    text = {name: value.value.strip() for name, value in found.items()}
    for name in _REQUIRED:
        if not text[name]:
            raise _wrong(path, found[name], f"{name} 不能为空")
    if not _NAME.fullmatch(text["name"]):
        raise _wrong(path, found["name"], "name 只能用英文字母、数字和下划线")
    if text["extract"] not in extracts:
        known = "、".join(sorted(extracts))
        raise _wrong(path, found["extract"], f"没有这个数据集；可用：{known}")
    if text["kind"] not in _PORTS:
        raise _wrong(path, found["kind"], f"kind 应为 {' 或 '.join(_PORTS)}")
    if "@" in text["host"] or "://" in text["host"]:
        raise _wrong(path, found["host"], "host 只写主机名或地址，不能带用户名或口令")
    kind: Kind = "mysql" if text["kind"] == "mysql" else "postgresql"
    port = _number(path, found.get("port"), _PORTS[kind], 65535)
    if port < 1 or port != int(port):
        raise _wrong(path, found["port"], "port 应为 1 至 65535 的整数")
    return DatabaseSource(
        name=text["name"],
        extract=text["extract"],
        kind=kind,
        host=text["host"],
        port=int(port),
        database=text["database"],
        table=text["table"],
        overlap=_number(path, found.get("overlap"), 1, 3650),
    )


def _check_key(path: Path, key: Any, value: Any, found: Collection[str]) -> None:
    if _SECRETIVE.search(str(key.value)):
        raise _wrong(
            path,
            key,
            "用户名和口令不能写在这里，请用环境变量 FANZHA_SOURCE_<名称>_USER、"
            "FANZHA_SOURCE_<名称>_PASSWORD 或 secrets.env",
        )
    if key.value not in (*_REQUIRED, *_OPTIONAL):
        raise _wrong(path, key, f"不认识的项 {key.value}")
    if key.value in found:
        raise _wrong(path, key, f"{key.value} 出现了两次")
    if not isinstance(value, yaml.ScalarNode):
        raise _wrong(path, key, f"{key.value} 应只有一个值")


def _number(path: Path, node: Any, default: float, most: float) -> float:
    if node is None:
        return default
    try:
        number = float(node.value)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise _wrong(path, node, f"应为 0 至 {most} 的数")
    return number
