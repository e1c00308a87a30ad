"""What dbt-project-evaluator checks, and rules of this project, over a parsed manifest.

A rule yields a line for each node that breaks it. Exceptions are named here, with
their reasons.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Node = dict[str, Any]
Manifest = dict[str, Any]

LONGEST_MODEL = 80
DEEPEST_VIEWS = 2
PUBLISHED = {"marts", "kpi", "ops"}
NAMES = {
    "staging": r"stg_\w+",
    "intermediate": r"int_\w+",
    "steps": r"int_\w+",
    "marts": r"(dim|fct)_\w+",
    # What readers of an edition know by its schema has no prefix.
    "kpi": r"(?!stg_|int_|dim_|fct_)\w+",
    "ops": r"(?!stg_|int_|dim_|fct_)\w+",
}
SCHEMAS = {
    "staging": "staging",
    "intermediate": "intermediate",
    "steps": "intermediate",
    "marts": "core",
    "kpi": "kpi",
    "ops": "ops",
}
# Layers that a layer may read.
READS = {
    "staging": set(),
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
    "steps": {"intermediate", "marts", "steps", "kpi"},
    # A claim is judged by an edition, and ops knows which one.
    "kpi": {"intermediate", "marts", "steps", "kpi", "ops"},
    "ops": {"staging", "intermediate", "marts", "ops"},
}
ACCESS = {
    "staging": ("records", "private"),
    "intermediate": ("records", "protected"),
    "steps": ("kpi", "private"),
    "marts": ("records", "public"),
    "kpi": ("kpi", "public"),
    "ops": ("records", "public"),
}
# A vocabulary as a model, so that a KPI's digest covers only the lines it needs.
ROOTS = {"measures"}
# Lists that intake reads, and that readers of an edition read beside the values.
READ_ELSEWHERE = {
    "annotations",
    "county_aliases",
    "unit_aliases",
    "fraud_type_aliases",
    "kpi_targets",
}
# These come when they come: no silence of theirs means anything.
NEVER_STALE = {
    "published_figures",
    "refused_rows",
    "corrections",
    "snapshots",
    "new_deliveries",
    "touched_extracts",
}


def models(manifest: Manifest) -> list[Node]:
    """The project's models."""
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


def seeds(manifest: Manifest) -> list[Node]:
    """Its reference lists."""
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "seed"]


def layer(node: Node) -> str:
    """The folder that says what a model is for."""
    return Path(node["original_file_path"]).parent.name


def parents(manifest: Manifest, node: Node) -> list[Node]:
    """What it reads: models, seeds and sources."""
    known = {**manifest["nodes"], **manifest["sources"]}
    return [known[name] for name in node["depends_on"]["nodes"] if name in known]


def tests_of(manifest: Manifest, node: Node) -> list[Node]:
    """Generic tests that are written beside a node."""
    return [
        n
        for n in manifest["nodes"].values()
        if n["resource_type"] == "test" and n.get("attached_node") == node["unique_id"]
    ]


def described(manifest: Manifest) -> Iterator[str]:
    """Models, seeds, sources, exposures, groups and all columns have a description."""
    for node in models(manifest) + seeds(manifest):
        if not node["description"].strip():
            yield node["name"]
        if not node["columns"]:
            yield f"{node['name']}: no columns"
        for column in node["columns"].values():
            if not column["description"].strip():
                yield f"{node['name']}.{column['name']}"
    for source in manifest["sources"].values():
        if not source["description"].strip() or not source["source_description"]:
            yield source["unique_id"]
    for kind in ("exposures", "groups"):
        for node in manifest[kind].values():
            if not (node["description"] or "").strip():
                yield node["unique_id"]


def keyed(manifest: Manifest) -> Iterator[str]:
    """Models and seeds have a primary key that is tested."""
    for node in models(manifest) + seeds(manifest):
        found = [
            (test["test_metadata"]["name"], test["column_name"])
            for test in tests_of(manifest, node)
        ]
        unique = {column for name, column in found if name == "unique"}
        given = {column for name, column in found if name == "not_null"}
        if node["config"]["contract"]["enforced"]:
            given |= {
                column["name"]
                for column in node["columns"].values()
                if any(c["type"] == "not_null" for c in column["constraints"])
            }
        if not unique & given and ("unique_combination", None) not in found:
            yield node["name"]


def named_by_layer(manifest: Manifest) -> Iterator[str]:
    """A model's name, folder and schema say the same."""
    for node in models(manifest):
        name = NAMES.get(layer(node))
        if name is None or not re.fullmatch(name, node["name"]):
            yield f"{node['name']} in {layer(node)}"
        elif node["schema"] != SCHEMAS[layer(node)]:
            yield f"{node['name']} in schema {node['schema']}"
        elif Path(node["patch_path"] or "").stem != node["name"]:
            yield f"{node['name']} is described elsewhere"


def layers_in_order(manifest: Manifest) -> Iterator[str]:
    """A layer reads only the layers below it."""
    for node in models(manifest):
        for parent in parents(manifest, node):
            if parent["resource_type"] == "model":
                if layer(parent) not in READS[layer(node)]:
                    yield f"{node['name']} reads {parent['name']}"
            elif parent["resource_type"] == "seed" and layer(node) == "staging":
                yield f"{node['name']} reads {parent['name']}"


def sources_in_staging(manifest: Manifest) -> Iterator[str]:
    """Only staging models read sources: one each, and nothing beside it."""
    for node in models(manifest):
        kinds = [p["resource_type"] for p in parents(manifest, node)]
        if layer(node) == "staging" and kinds != ["source"]:
            yield f"{node['name']} reads {len(kinds)}"
        if layer(node) != "staging" and "source" in kinds:
            yield node["name"]


def sources_read_once(manifest: Manifest) -> Iterator[str]:
    """A source has one name and one staging model."""
    readers = Counter(
        p["unique_id"] for n in models(manifest) for p in _sources(manifest, n)
    )
    for source in manifest["sources"].values():
        if readers[source["unique_id"]] != 1:
            yield f"{source['unique_id']}: {readers[source['unique_id']]} models"
    places = Counter(_place(source) for source in manifest["sources"].values())
    yield from (place for place, times in places.items() if times > 1)


def _sources(manifest: Manifest, node: Node) -> list[Node]:
    return [p for p in parents(manifest, node) if p["resource_type"] == "source"]


def _place(source: Node) -> str:
    return str(source["meta"]["external_location"]).replace("{name}", source["name"])


def no_roots(manifest: Manifest) -> Iterator[str]:
    """Every model comes from something."""
    for node in models(manifest):
        if not parents(manifest, node) and node["name"] not in ROOTS:
            yield node["name"]


def nothing_unused(manifest: Manifest) -> Iterator[str]:
    """What is not published, and every seed, has a reader."""
    read = {
        p["unique_id"] for node in models(manifest) for p in parents(manifest, node)
    }
    for node in models(manifest):
        if layer(node) not in PUBLISHED and node["unique_id"] not in read:
            yield node["name"]
    for node in seeds(manifest):
        if node["unique_id"] not in read and node["name"] not in READ_ELSEWHERE:
            yield node["name"]


def no_hard_coded_references(manifest: Manifest) -> Iterator[str]:
    """Tables and files are named by ref and source only."""
    for node in models(manifest):
        code = re.sub(
            r"\{#.*?#\}|--[^\n]*|\{%.*?%\}", " ", node["raw_code"], flags=re.S
        )
        code = re.sub(r"\{\{.*?\}\}", "_filled_in_", code, flags=re.S)
        code = re.sub(r"\bextract\([^)]*\)|\bdistinct from\b", " ", code)
        found = re.search(
            r"\b(?:from|join)\s+(\w+\.\w[\w.]*|['\"`][^\s]+)|\bread_\w+\(", code
        )
        if found:
            yield f"{node['name']}: {found.group()}"


def few_views_in_a_chain(manifest: Manifest) -> Iterator[str]:
    """Views over views over views are worked out again by every reader."""

    def depth(node: Node) -> int:
        if node["config"].get("materialized") not in ("view", "ephemeral"):
            return 0
        return 1 + max(map(depth, parents(manifest, node)), default=0)

    for node in models(manifest):
        if depth(node) > DEEPEST_VIEWS:
            yield f"{node['name']}: {depth(node)}"


def static_where_nothing_new_matters(manifest: Manifest) -> Iterator[str]:
    """Tagged static, and kept, is what no delivery changes: lists, what is made of
    lists alone, and views. A build that goes on from the last one leaves it."""

    def reads_sources(node: Node) -> bool:
        if node["resource_type"] != "model":
            return bool(node["resource_type"] == "source")
        return any(map(reads_sources, parents(manifest, node)))

    for node in models(manifest) + seeds(manifest):
        kind = node["config"].get("materialized")
        is_static = kind != "ephemeral" and (kind == "view" or not reads_sources(node))
        if is_static != ("static" in node["tags"]):
            yield f"{node['name']}: tags {node['tags']}"
        if is_static and node["database"] == "scratch":
            yield f"{node['name']}: in scratch"


def facts_of_one_extract(manifest: Manifest) -> Iterator[str]:
    """A fact is made of the extract that it is named after, and of no other: it is
    left as it is when nothing came of that one."""
    for node in models(manifest):
        extract = node["name"].removeprefix("fct_")
        if node["name"] == extract:
            continue
        read = {p["name"] for p in parents(manifest, node)} - {"stg_refresh"}
        records = {name for name in read if name.startswith(("stg_", "fct_"))}
        if records != {f"stg_{extract}"}:
            yield f"{node['name']} reads {sorted(records)}"


def grouped(manifest: Manifest) -> Iterator[str]:
    """Group and access of a model follow from its layer."""
    for node in models(manifest):
        if (node["group"], node["access"]) != ACCESS[layer(node)]:
            yield f"{node['name']}: {node['group']}, {node['access']}"


def contracted(manifest: Manifest) -> Iterator[str]:
    """What is published has an enforced contract with a type for each column."""
    for node in models(manifest):
        if node["access"] != "public":
            continue
        if not node["contract"]["enforced"]:
            yield node["name"]
        for column in node["columns"].values():
            if not column["data_type"]:
                yield f"{node['name']}.{column['name']}"


def seeds_typed(manifest: Manifest) -> Iterator[str]:
    """A seed's types and descriptions are those of the columns in its file."""
    for node in seeds(manifest):
        path = Path(node["root_path"]) / node["original_file_path"]
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        if sorted(header) != sorted(node["config"]["column_types"]):
            yield f"{node['name']}: types"
        if sorted(header) != sorted(node["columns"]):
            yield f"{node['name']}: descriptions"


def exposures_read_the_published(manifest: Manifest) -> Iterator[str]:
    """Exposures read public models, and seeds that are published with them."""
    addresses = Counter(e["url"] for e in manifest["exposures"].values())
    for exposure in manifest["exposures"].values():
        name, address = exposure["name"], urlsplit(exposure["url"] or "")
        if address.hostname != "127.0.0.1" or addresses[exposure["url"]] > 1:
            yield f"{name}: {exposure['url']}"
        if exposure["type"] != "dashboard" or not exposure["owner"]["name"]:
            yield name
        read = parents(manifest, exposure)
        if not any(p.get("access") == "public" for p in read):
            yield f"{name} reads no model"
        for parent in read:
            is_public = parent.get("access") == "public"
            if not is_public and parent.get("schema") not in ("core", "kpi"):
                yield f"{name} reads {parent['name']}"


def sources_have_an_age(manifest: Manifest) -> Iterator[str]:
    """Sources whose silence means something say when they are stale."""
    for source in manifest["sources"].values():
        limits = source["freshness"] or {}
        is_judged = bool((limits.get("error_after") or {}).get("count"))
        when = source["loaded_at_field"] or source.get("loaded_at_query")
        if is_judged and not when:
            yield f"{source['name']} is judged by nothing"
        if is_judged == (source["name"] in NEVER_STALE):
            yield source["name"]


def short_or_with_reason(manifest: Manifest) -> Iterator[str]:
    """No model is long without a reason at its top."""
    for node in models(manifest):
        lines = node["raw_code"].splitlines()
        reason = re.search(
            rf"Longer than {LONGEST_MODEL} lines: \S.{{15,}}", "\n".join(lines[:6])
        )
        if (len(lines) > LONGEST_MODEL) != bool(reason):
            yield f"{node['name']}: {len(lines)} lines"


def sums_of_exact_numbers(manifest: Manifest) -> Iterator[str]:
    """Quotients and products are added by `exact_sum`, or in the order of a window."""
    added = re.compile(r"(?<!exact_)\bsum\(((?:[^()]|\([^()]*\))*)\)(?! over)")
    for node in models(manifest):
        for sum_ in added.finditer(node["raw_code"]):
            if re.search(r"ratio|[/*]", sum_[1]):
                yield f"{node['name']}: {sum_[0]}"


RULES: dict[str, Callable[[Manifest], Iterator[str]]] = {
    rule.__name__: rule
    for rule in (
        described,
        keyed,
        named_by_layer,
        layers_in_order,
        sources_in_staging,
        sources_read_once,
        no_roots,
        nothing_unused,
        no_hard_coded_references,
        few_views_in_a_chain,
        static_where_nothing_new_matters,
        facts_of_one_extract,
        grouped,
        contracted,
        seeds_typed,
        exposures_read_the_published,
        sources_have_an_age,
        short_or_with_reason,
        sums_of_exact_numbers,
    )
}
