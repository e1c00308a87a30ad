"""The fields of the standard (ODCS v3) that a contract may have here.

What stands in a contract must be enforced: a field that promises something and that
intake would ignore is a mistake. Fields that only inform (team, support, tags …) may
stand there; `odcs` looks at them.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.contract_rules import ColumnType

TYPES: dict[tuple[str, str | None], ColumnType] = {
    ("string", None): "text",
    ("timestamp", None): "timestamp",
    ("date", None): "date",
    ("integer", None): "integer",
    ("number", "decimal(18,2)"): "decimal",
    ("number", "double"): "double",
}
_INFORMING = ("id", "tags", "authoritativeDefinitions")


@dataclass(frozen=True)
class Fields:
    """Fields that a mapping must and may have; `informing` ones are not looked at."""

    where: str
    needed: tuple[str, ...]
    possible: tuple[str, ...] = ()
    informing: tuple[str, ...] = _INFORMING


CONTRACT = Fields(
    "合同",
    ("apiVersion", "kind", "id", "name", "version", "description", "schema")
    + ("customProperties",),
    ("status",),
    _INFORMING[1:]
    + ("tenant", "domain", "dataProduct", "contractCreatedTs", "servers", "price")
    + ("team", "roles", "support", "slaDefaultElement", "slaProperties"),
)
DESCRIPTION = Fields(
    "description",
    ("purpose",),
    ("usage", "limitations"),
    ("authoritativeDefinitions", "customProperties"),
)
SCHEMA = Fields(
    "schema",
    ("name", "properties"),
    ("physicalType", "description"),
    (*_INFORMING, "businessName", "physicalName", "dataGranularityDescription"),
)
COLUMN = Fields(
    "列",
    ("name", "businessName", "logicalType"),
    ("required", "primaryKey", "classification", "physicalType", "description")
    + ("customProperties",),
    (*_INFORMING, "examples", "criticalDataElement"),
)
PROPERTY = Fields("自定义属性", ("property", "value"), ("description",), ("id",))
LISTS = ("schema", "customProperties", "properties")
FLAGS = ("required", "primaryKey")


def column_type(logical: object, physical: object) -> ColumnType | None:
    """The type that intake gives a column; None if it has none."""
    if logical == "number" and physical is None:
        return "decimal"
    if not isinstance(logical, str) or not isinstance(physical, str | None):
        return None
    return TYPES.get((logical, physical))
