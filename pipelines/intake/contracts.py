"""Contracts: what an extract promises (Open Data Contract Standard v3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.intake.contract_checks import contract_mistakes
from pipelines.intake.contract_fields import column_type
from pipelines.intake.contract_rules import ColumnType
from pipelines.intake.contract_yaml import ContractError, contract_error, read_tree
from pipelines.intake.headings import heading_key

__all__ = [
    "CONTRACTS_DIR",
    "Column",
    "Contract",
    "ContractError",
    "load_contract",
    "load_contracts",
]

CONTRACTS_DIR = Path(__file__).resolve().parent.parent / "contracts"


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
    description: str = ""

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
    """One extract: its columns and the rules between them.

    `strict` admits the contract's headings and no others, each of them;
    `ignored_headers` may come too, strict or not, and are not loaded.
    """

    name: str
    title: str
    version: str
    strict: bool
    columns: tuple[Column, ...]
    version_column: str
    coverage_column: str | None
    event_columns: tuple[str, ...]
    digest: str
    ignored_headers: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by canonical name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """Column names by the key of each heading (see `heading_key`)."""
        return {
            heading_key(heading): column.name
            for column in self.columns
            for heading in [*column.headers, *column.unit_headers]
        }


def load_contracts(folder: Path = CONTRACTS_DIR) -> dict[str, Contract]:
    """Read and validate every contract of a folder, by extract name.

    Raises:
        ContractError: naming the file and line of each mistake in any of them.
    """
    contracts: dict[str, Contract] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            contracts[path.stem] = load_contract(path)
        except ContractError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ContractError(mistakes)
    return contracts


def load_contract(path: Path) -> Contract:
    """Read and validate one contract; it has the name of its extract.

    Raises:
        ContractError: naming the file and line of each mistake.
    """
    root = read_tree(path)
    if mistakes := contract_mistakes(root, path.stem):
        raise contract_error(path, mistakes)
    return _contract(root.plain(), hashlib.sha256(path.read_bytes()).hexdigest())


def _contract(document: dict[str, Any], digest: str) -> Contract:
    settings = _properties(document)
    return Contract(
        name=document["name"],
        title=document["description"]["purpose"],
        version=document["version"],
        strict=settings["mode"] == "strict",
        columns=tuple(_column(item) for item in document["schema"][0]["properties"]),
        version_column=settings["versionColumn"],
        coverage_column=settings.get("coverageColumn"),
        event_columns=tuple(settings.get("eventColumns", [])),
        digest=digest,
        ignored_headers=tuple(settings.get("ignoredHeaders", [])),
    )


def _properties(item: dict[str, Any]) -> dict[str, Any]:
    return {p["property"]: p["value"] for p in item.get("customProperties", [])}


def _column(item: dict[str, Any]) -> Column:
    kind = column_type(item["logicalType"], item.get("physicalType"))
    assert kind is not None, "checked before"
    return Column(
        name=item["name"],
        header=item["businessName"],
        type=kind,
        required=item.get("required", False),
        key=item.get("primaryKey", False),
        personal=item.get("classification") == "personal",
        rules=_properties(item),
        description=item.get("description", ""),
    )
