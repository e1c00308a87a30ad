"""Contracts: what an extract promises (Open Data Contract Standard v3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

from pipelines.intake.references import REFERENCE_LISTS

CONTRACTS_DIR = Path(__file__).resolve().parent.parent / "contracts"
ColumnType = Literal["text", "timestamp", "date", "decimal", "double", "integer"]
_LOGICAL: dict[str, ColumnType] = {
    "string": "text",
    "timestamp": "timestamp",
    "date": "date",
    "integer": "integer",
}
_RULES = frozenset(
    [
        "synonyms",
        "unitHeaders",
        "reference",
        "values",
        "default",
        "pattern",
        "minimum",
        "maximum",
        "notBefore",
        "notAfter",
        "notAbove",
        "pseudonymKind",
    ]
)


class ContractError(ValueError):
    """A contract that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Column:
    """One column of an extract."""

    name: str
    header: str
    type: ColumnType
    required: bool
    key: bool
    personal: bool
    rules: dict[str, Any]

    @property
    def stored_name(self) -> str:
        """Name in the delivery; a personal column is stored as a pseudonym."""
        return f"{self.name}_pseudonym" if self.personal else self.name

    @property
    def headers(self) -> list[str]:
        """Every heading under which the column may arrive."""
        return [self.header, self.name, *self.rules.get("synonyms", [])]

    @property
    def unit_headers(self) -> dict[str, int]:
        """Headings that say another unit, and how many of ours it is (万元: 10000)."""
        return dict(self.rules.get("unitHeaders", {}))

    @property
    def sql_type(self) -> str:
        """DuckDB type of the stored value."""
        return {
            "text": "VARCHAR",
            "timestamp": "TIMESTAMP",
            "date": "DATE",
            "decimal": "DECIMAL(18,2)",
            "double": "DOUBLE",
            "integer": "BIGINT",
        }[self.type]


@dataclass(frozen=True)
class Contract:
    """One extract: its columns and the rules between them."""

    name: str
    title: str
    version: str
    strict: bool
    columns: tuple[Column, ...]
    version_column: str
    coverage_column: str | None
    event_columns: tuple[str, ...]
    digest: str

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by canonical name."""
        return {column.name: column for column in self.columns}


def load_contracts(folder: Path = CONTRACTS_DIR) -> dict[str, Contract]:
    """Read and validate every contract of a folder, by extract name.

    Raises:
        ContractError: naming the file and the line of the first mistake.
    """
    contracts = [load_contract(path) for path in sorted(folder.glob("*.yaml"))]
    return {contract.name: contract for contract in contracts}


def load_contract(path: Path) -> Contract:
    """Read and validate one contract."""
    text = path.read_text("utf-8")
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContractError(f"{path.name}:{line}: {error}") from error
    try:
        _check_kind(path, root, document)
        lines = _property_lines(root)
        contract = _contract(path, lines, document, text)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ContractError(f"{path.name}:1: not a contract: {error!r}") from error
    _check_names(path, contract, lines)
    _check_rules(path, contract, lines)
    return contract


def _contract(
    path: Path, lines: list[int], document: dict[str, Any], text: str
) -> Contract:
    settings = _properties(document)
    items = zip(lines, document["schema"][0]["properties"], strict=True)
    return Contract(
        name=document["name"],
        title=document["description"]["purpose"],
        version=document["version"],
        strict=settings.get("mode") == "strict",
        columns=tuple(_column(path, line, item) for line, item in items),
        version_column=settings["versionColumn"],
        coverage_column=settings.get("coverageColumn"),
        event_columns=tuple(settings.get("eventColumns", [])),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _check_kind(path: Path, root: Any, document: dict[str, Any]) -> None:
    line = {key.value: key.start_mark.line + 1 for key, _ in root.value}
    if document.get("kind") != "DataContract":
        place = line.get("kind", 1)
        raise ContractError(f"{path.name}:{place}: kind is not DataContract")
    if not str(document.get("apiVersion", "")).startswith("v3."):
        place = line.get("apiVersion", 1)
        raise ContractError(f"{path.name}:{place}: apiVersion is not v3")


def _property_lines(root: Any) -> list[int]:
    """Line of each column in the file, for error messages."""
    sections = {key.value: value for key, value in root.value}
    schema = {key.value: value for key, value in sections["schema"].value[0].value}
    return [node.start_mark.line + 1 for node in schema["properties"].value]


def _properties(item: dict[str, Any]) -> dict[str, Any]:
    return {p["property"]: p["value"] for p in item.get("customProperties", [])}


def _column(path: Path, line: int, item: dict[str, Any]) -> Column:
    rules = _properties(item)
    for name in ("name", "businessName", "logicalType"):
        if name not in item:
            raise ContractError(f"{path.name}:{line}: a column lacks {name}")
    unknown = set(rules) - _RULES
    if unknown:
        raise ContractError(f"{path.name}:{line}: unknown rule {sorted(unknown)}")
    logical, physical = item["logicalType"], item.get("physicalType")
    kind: ColumnType | None = _LOGICAL.get(logical)
    if logical == "number":
        kind = "double" if physical == "double" else "decimal"
    if kind is None:
        raise ContractError(f"{path.name}:{line}: unknown logicalType {logical}")
    personal = item.get("classification") == "personal"
    if personal and "pseudonymKind" not in rules:
        raise ContractError(f"{path.name}:{line}: personal without pseudonymKind")
    return Column(
        name=item["name"],
        header=item["businessName"],
        type=kind,
        required=bool(item.get("required")),
        key=bool(item.get("primaryKey")),
        personal=personal,
        rules=rules,
    )


def _check_names(path: Path, contract: Contract, lines: list[int]) -> None:
    """No column twice, no heading for two columns."""
    names: set[str] = set()
    headings: set[str] = set()
    for line, column in zip(lines, contract.columns, strict=True):
        own = {*column.headers, *column.unit_headers}
        if column.name in names or own & headings:
            raise ContractError(f"{path.name}:{line}: {column.name} stands twice")
        names.add(column.name)
        headings |= own


def _check_rules(path: Path, contract: Contract, lines: list[int]) -> None:
    """Rules name what exists."""
    for line, column in zip(lines, contract.columns, strict=True):
        reference = column.rules.get("reference")
        if reference and reference not in REFERENCE_LISTS:
            raise ContractError(f"{path.name}:{line}: no reference list {reference}")
        for rule in ("notBefore", "notAfter", "notAbove"):
            other = column.rules.get(rule)
            if other and other not in contract.by_name:
                raise ContractError(f"{path.name}:{line}: {rule} names {other}")
        for rule in ("values", "synonyms"):
            if not isinstance(column.rules.get(rule, []), list):
                raise ContractError(f"{path.name}:{line}: {rule} is not a list")
    named = [contract.version_column, *contract.event_columns]
    for name in [*named, contract.coverage_column]:
        if name is not None and name not in contract.by_name:
            raise ContractError(f"{path.name}:1: no column {name}")
