"""Tables of the source systems, and their pulls, for tests."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from pipelines.intake import (
    DeliveryResult,
    intake_extract,
    load_contracts,
    pull_extract,
)
from pipelines.intake.contracts import Contract
from tests.pipelines.intake.landing import CASE
from tests.pipelines.intake.servers import DATABASE, PASSWORD, USER, Server
from warehouse.settings import Settings

_TYPES = {
    "postgresql": {"timestamp": "timestamp", "decimal": "numeric", "integer": "int"},
    "mysql": {"timestamp": "datetime", "decimal": "decimal(18,4)", "integer": "int"},
}
_NAMES = itertools.count(1)


class CasesTable:
    """A table with the columns of cases; cells are given and named as in files."""

    def __init__(self, server: Server, **types: str) -> None:
        """`types` are by 表头, where the usual type does not serve."""
        self.server = server
        self.name = f"cases_{next(_NAMES)}"
        by_header = {c.header: c for c in load_contracts()["cases"].columns}
        usual = _TYPES[server.kind]
        self.columns_by_header = {header: by_header[header].name for header in CASE}
        columns = ", ".join(
            f"{self._quoted(name)} "
            + types.get(header, usual.get(by_header[header].type, "varchar(200)"))
            for header, name in self.columns_by_header.items()
        )
        server.execute(f"create table {self.name} ({columns})")

    @property
    def columns(self) -> list[str]:
        """Canonical names."""
        return list(self.columns_by_header.values())

    def _quoted(self, name: str) -> str:
        return f"`{name}`" if self.server.kind == "mysql" else f'"{name}"'

    def insert(self, *rows: Mapping[str, str]) -> None:
        """Add rows; an empty cell is NULL, one that starts with `=` is SQL."""
        for row in rows:
            cells = ", ".join(_literal(cell) for cell in row.values())
            names = ", ".join(
                self._quoted(self.columns_by_header[header]) for header in row
            )
            self.server.execute(f"insert into {self.name} ({names}) values ({cells})")

    def change(self, case_no: str, **cells: str) -> None:
        """Change some cells of a row."""
        assignments = ", ".join(
            f"{self._quoted(self.columns_by_header[header])} = {_literal(cell)}"
            for header, cell in cells.items()
        )
        self.server.execute(
            f"update {self.name} set {assignments} where case_no = '{case_no}'"
        )


def _literal(cell: str) -> str:
    if cell.startswith("="):
        return cell[1:]
    return f"'{cell}'" if cell else "null"


def configure(
    settings: Settings, server: Server, table: str, **changes: object
) -> None:
    """Write `sources.yaml` with one source of cases, and `secrets.env`."""
    source = {
        "name": "police_db",
        "extract": "cases",
        "kind": server.kind,
        "host": "127.0.0.1",
        "port": server.port,
        "database": DATABASE,
        "table": table,
        **changes,
    }
    lines = [f"    {name}: {value}" for name, value in source.items()]
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.sources_file.write_text(
        "sources:\n  -\n" + "\n".join(lines) + "\n", "utf-8"
    )
    write_secrets(settings)


def write_secrets(settings: Settings, password: str = PASSWORD) -> None:
    """Write `secrets.env` for the source that `configure` wrote."""
    settings.secrets_file.touch(0o600)
    settings.secrets_file.write_text(
        "# 数据库\n"
        f"FANZHA_SOURCE_POLICE_DB_USER={USER}\n"
        f"FANZHA_SOURCE_POLICE_DB_PASSWORD='{password}'\n"
    )


def pull(settings: Settings, contract: Contract | None = None) -> list[DeliveryResult]:
    """What one refresh takes in of cases."""
    contract = contract or load_contracts()["cases"]
    return [
        *intake_extract(settings, contract),
        *pull_extract(settings, contract),
    ]
