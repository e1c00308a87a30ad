"""What could be found out again, kept as lines of JSON: the last of a key counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warehouse.files import write_atomically

# So many lines of old values are kept before the file is written anew.
_SLACK = 1000


class LineCache:
    """A cache that grows by a line for what is new, however much it holds."""

    def __init__(self, path: Path) -> None:
        """Read the cache; damaged lines, and a missing file, count as empty."""
        self._path = path
        self._values: dict[str, Any] = {}
        try:
            lines = path.read_text("utf-8", errors="replace").split("\n")
        except FileNotFoundError:
            return
        for pair in _parsed([line for line in lines if line]):
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str):
                self._values[pair[0]] = pair[1]
        if len(lines) > 2 * len(self._values) + _SLACK:
            text = "".join(_line(key, value) for key, value in self._values.items())
            write_atomically(path, text)

    def get(self, key: str) -> Any:
        """The value of a key; None if there is none."""
        return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Remember a value that JSON can hold. Not durable: it is a cache."""
        self._values[key] = value
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(_line(key, value))


def _line(key: str, value: Any) -> str:
    # The break comes first: a line that was cut short spoils no other.
    return "\n" + json.dumps([key, value], ensure_ascii=False)


def _parsed(lines: list[str]) -> list[Any]:
    try:
        whole: list[Any] = json.loads(f"[{','.join(lines)}]")
    except ValueError:
        return [value for line in lines for value in _parsed_alone(line)]
    return whole


def _parsed_alone(line: str) -> list[Any]:
    try:
        return [json.loads(line)]
    except ValueError:
        return []
