"""Which SQL a person may run on an edition: one SELECT over what it publishes.

`open_edition` already keeps DuckDB from files and networks and from changes to the
edition. What it leaves open is closed here, by reading DuckDB's own parse of the
statement: changes to the session, several statements, and functions that look at
the machine, the session or memory instead of at data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

_SCHEMAS = frozenset(["core", "kpi", "ops", "information_schema"])
# Table functions are many and reach far (files, memory addresses, settings): these
# few are what analysts need.
_TABLE_FUNCTIONS = frozenset(
    [
        "unnest",
        "range",
        "generate_series",
        "json_each",
        "json_tree",
        "duckdb_tables",
        "duckdb_columns",
    ]
)
# Scalar functions compute from their arguments, except these.
_FORBIDDEN = frozenset(
    [
        "current_setting",
        "getvariable",
        "getenv",
        "json_serialize_plan",
        "write_log",
        "stats",
        "nextval",
        "currval",
        "setseed",
        "sleep_ms",
        "pg_sleep",
        "in_search_path",
        "txid_current",
        "current_query",
        "current_query_id",
        "current_connection_id",
        "current_transaction_id",
        "get_block_size",
        "pg_get_viewdef",
        "pg_get_constraintdef",
    ]
)
_LIST_OF_TABLES = "select schema_name, table_name from duckdb_tables()"


class RefusedError(ValueError):
    """SQL that must not run; the message says in Chinese what is wrong with it."""


def check_query(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse everything but one SELECT (WITH, VALUES, DESCRIBE …) over an edition.

    Raises:
        RefusedError: if it must not run, or DuckDB cannot parse it.
    """
    nodes = list(_nodes(_parse(connection, sql)))
    named = _names_of_its_own(connection, nodes)
    for node in nodes:
        if str(node.get("function_name")).lower() in _FORBIDDEN:
            raise RefusedError(f"不允许的函数 {node['function_name']} (not allowed)")
        if node.get("type") == "BASE_TABLE":
            _check_table(node, named)
        elif node.get("type") == "TABLE_FUNCTION":
            _check_table_function(node)
        elif node.get("type") == "SHOW_REF":
            _check_show(node)


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """DuckDB's parse of the one SELECT."""
    ((text,),) = connection.execute("select json_serialize_sql($1)", [sql]).fetchall()
    try:
        parsed = json.loads(text)
    except RecursionError as error:
        raise RefusedError("语句嵌套过深，请分步查询 (nested too deeply)") from error
    if parsed["error"] and parsed["error_type"] == "parser":
        raise RefusedError(f"SQL 语法有误：{parsed['error_message']} (syntax error)")
    if parsed["error"]:
        raise RefusedError(
            "只能查询：一条 SELECT、WITH、FROM、VALUES、DESCRIBE 或 SUMMARIZE；"
            "PIVOT 须用 IN 写出各列 (only SELECT)"
        )
    if len(parsed["statements"]) != 1:
        raise RefusedError("须是一条 SQL 语句，不多不少 (exactly one statement)")
    return parsed["statements"][0]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _names_of_its_own(
    connection: duckdb.DuckDBPyConnection, nodes: list[dict[str, Any]]
) -> set[str]:
    """Names that the statement gives in WITH, but for those of DuckDB's own views.

    Outside the part of the statement where the WITH holds, such a name would be the
    view.
    """
    given = {
        entry["key"].lower()
        for node in nodes
        if "cte_map" in node
        for entry in node["cte_map"]["map"]
    }
    views = connection.execute("select view_name from duckdb_views() where internal")
    return given - {name for (name,) in views.fetchall()}


def _check_table(node: dict[str, Any], named: set[str]) -> None:
    schema, name = node["schema_name"], node["table_name"]
    if schema.lower() in _SCHEMAS or (not schema and name.lower() in named):
        return
    raise RefusedError(
        f"没有表 {schema and schema + '.'}{name}；表名要写全，如 kpi.kpi_values，"
        f"清单见 {_LIST_OF_TABLES} (no such table)"
    )


def _check_table_function(node: dict[str, Any]) -> None:
    name = node["function"]["function_name"]
    if name.lower() not in _TABLE_FUNCTIONS:
        raise RefusedError(f"不允许的表函数 {name}，只能读版本里的表 (not allowed)")


def _check_show(node: dict[str, Any]) -> None:
    # SHOW TABLES lists the schema `main`, where an edition has nothing.
    shown = node["show_type"] in ("DESCRIBE", "SUMMARY", "SHOW_FROM")
    if not shown and node["table_name"] != "__show_tables_expanded":
        raise RefusedError(
            "只能用 SHOW ALL TABLES、DESCRIBE、SUMMARIZE，"
            f"各表清单见 {_LIST_OF_TABLES} (no other SHOW)"
        )
