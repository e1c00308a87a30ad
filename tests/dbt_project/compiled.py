"""The SQL that dbt compiled, run without dbt over another home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests.dbt_project.world import World
from warehouse.statistics import register_functions


@dataclass
class CompiledProject:
    """What `dbt build` made of the project in a home."""

    home: Path

    @cached_property
    def results(self) -> list[dict[str, Any]]:
        """Models, seeds and tests in the order in which they ran, with their SQL."""
        path = self.home / "target" / "run_results.json"
        return json.loads(path.read_text("utf-8"))["results"]

    @cached_property
    def nodes(self) -> dict[str, dict[str, Any]]:
        path = self.home / "target" / "manifest.json"
        return json.loads(path.read_text("utf-8"))["nodes"]

    def needed(self, model: str) -> set[str]:
        """The model and all that it reads, directly or not."""
        wanted: set[str] = set()
        open_ = [f"model.fanzha.{model}"]
        while open_:
            name = open_.pop()
            if name in self.nodes and name not in wanted:
                wanted.add(name)
                open_ += self.nodes[name]["depends_on"].get("nodes", [])
        return wanted

    def run(self, model: str, home: Path, world: World) -> duckdb.DuckDBPyConnection:
        """A database with the model as it comes out of the world's files in `home`."""
        connection = duckdb.connect()
        register_functions(connection)
        # Small tables: a second thread costs more than it saves.
        connection.execute("set threads = 1")
        for name in ("warehouse", "scratch", "kept"):
            built = self.home / "build" / f"{name}.duckdb"
            connection.execute(f"attach ':memory:' as {name}")
            connection.execute(f"attach '{built}' as built_{name} (read_only)")
        connection.execute("use warehouse")
        needed = self.needed(model)
        for node in (self.nodes[name] for name in needed):
            schema = f"{node['database']}.{node['schema']}"
            connection.execute(f"create schema if not exists {schema}")
            if node["resource_type"] == "seed":
                self._list(connection, node, world)
        for result in self.results:
            if result["unique_id"] in needed and result["compiled_code"]:
                kind = self.nodes[result["unique_id"]]["config"]["materialized"]
                kind = "view" if kind == "view" else "table"
                sql = result["compiled_code"].replace(str(self.home), str(home))
                connection.execute(f"create {kind} {result['relation_name']} as {sql}")
        return connection

    def identities(
        self, model: str, connection: duckdb.DuckDBPyConnection
    ) -> dict[str, list[Any]]:
        """The project's own tests of what the model reads: the rows they find wrong."""
        there = self.needed(model)
        return {
            result["unique_id"].split(".")[2]: connection.execute(
                result["compiled_code"]
            ).fetchmany(3)
            for result in self.results
            if result["unique_id"].startswith("test.fanzha.assert_")
            and there.issuperset(self.nodes[result["unique_id"]]["depends_on"]["nodes"])
        }

    @staticmethod
    def _list(
        connection: duckdb.DuckDBPyConnection, node: dict[str, Any], world: World
    ) -> None:
        """A reference list with dbt's types: the world's, else the project's."""
        table = f"{node['database']}.{node['schema']}.{node['alias']}"
        rows = world.lists.get(node["alias"])
        connection.execute(f"create table {table} as from built_{table}")
        if rows is not None:
            connection.execute(f"delete from {table}")
            connection.register("given", pa.Table.from_pylist(rows))
            connection.execute(f"insert into {table} by name from given")
            connection.unregister("given")
