"""Cells of an `.xlsx` without a value of their own: errors, formulas never computed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from pipelines.intake.errors import RejectedError

# By row from 1: position of the cell from 0, and the text that stands for it.
Faults = dict[int, list[tuple[int, str]]]

_CHUNK = 1 << 20
_SIGNS = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ")
_LONGEST_SIGN = 8
_NOT_COMPUTED = "#公式未计算"
# A full sheet of 1,048,576 rows may have 95 columns; calamine holds a rectangle
# in memory, 24 bytes a cell.
_MOST_CELLS = 100_000_000
_MOST_BYTES = 1 << 32


def find_faults(path: Path) -> dict[str, Faults]:
    """Such cells by sheet name; sheets have none as a rule.

    Raises:
        RejectedError: `unreadable_file` or `oversized_sheet`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {
                i.filename.replace("\\", "/").lower(): i for i in archive.infolist()
            }
            if sum(info.file_size for info in parts.values()) > _MOST_BYTES:
                raise RejectedError("oversized_sheet", "工作簿过大，请改用 CSV")
            return {
                name: _read_faults(archive, parts[part])
                for name, part in _sheets(archive, parts).items()
                if part in parts and _has_signs(archive, parts[part])
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ElementTree.ParseError,
        expat.ExpatError,
        KeyError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,  # an encrypted member
    ) as error:
        raise RejectedError(
            "unreadable_file", "工作簿无法打开，文件可能损坏"
        ) from error


def _sheets(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> dict[str, str]:
    """Part of each sheet, by its name."""
    book = ElementTree.fromstring(archive.read(parts["xl/workbook.xml"]))
    relations = ElementTree.fromstring(
        archive.read(parts["xl/_rels/workbook.xml.rels"])
    )
    targets = {
        element.get("Id"): element.get("Target", "").replace("\\", "/").lower()
        for element in relations
    }
    found = {}
    for element in book.iter():
        if _local(element.tag) == "sheet":
            ids = (v for k, v in element.items() if _local(k) == "id")
            target = targets.get(next(ids, ""), "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            found[element.get("name", "")] = part.replace("/./", "/")
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _has_signs(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a sheet has any error or formula; and check how far it reaches."""
    tail, first = b"", True
    found = False
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            if first:
                _check_reach(chunk)
                first = False
            text = tail + chunk
            if any(sign in text for sign in _SIGNS):
                found = True
                break
            tail = chunk[-_LONGEST_SIGN:]
    return found


def _check_reach(start: bytes) -> None:
    """Refuse a sheet whose used range is that of a stray cell far away."""
    match = re.search(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"', start)
    if match and (_column(match[1].decode()) + 1) * int(match[2]) > _MOST_CELLS:
        raise RejectedError(
            "oversized_sheet",
            f"工作表的已用区域一直到 {(match[1] + match[2]).decode()}，"
            "请删除表格右侧和下方的空白行列后另存",
        )


def _column(letters: str) -> int:
    """Position of a column, from 0."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1


def _read_faults(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Faults:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with archive.open(info) as stream:
        parser.ParseFile(stream)
    return reader.faults


class _Reader:
    """Reads a sheet's XML and keeps what has no value."""

    def __init__(self) -> None:
        self.faults: Faults = defaultdict(list)
        self._row, self._column = 0, -1
        self._kind, self._value = "", ""
        self._formula = self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            place = attributes.get("r", "").rstrip("0123456789")
            self._column = _column(place) if place else self._column + 1
            self._kind, self._value = attributes.get("t", "n"), ""
            self._formula = False
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = True
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            if self._kind == "e":
                fault = self._value or "#N/A"
            elif self._formula and self._kind != "str" and not self._value.strip():
                fault = _NOT_COMPUTED
            else:
                return
            self.faults[self._row].append((self._column, fault))
