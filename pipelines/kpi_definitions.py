"""A digest of what each KPI means, by which a later edition knows that it changed.

It covers the columns of its catalogue row that are computed with, the models,
macros and reference lists that its values come from, and the settings they read;
of a model that forms many measures, the KPI's own. Names, descriptions, comments
and what only other KPIs need are no part of it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import yaml

from warehouse.settings import Settings

_COMPUTED_WITH = (
    "kind",
    "scale",
    "numerator_measure",
    "denominator_measure",
    "sources",
    "entity_types",
)
_COMMENTS_AND_SPACE = re.compile(r"\{#.*?#\}|--[^\n]*|\s+", re.DOTALL)
# Where measures are formed: one macro's call, or one line of values.
_PART = re.compile(r"\{\{.*?\}\}|\('\w+'[^()]*\)", re.DOTALL)
_BETWEEN_PARTS = re.compile(r"union all|,")
_QUOTED = re.compile(r"'(\w+)'")
# Of `fct_warnings`: what the setting `contact_limit_minutes` decides, and all it does.
_TIMELY_CONTACT = "is_timely_contact"
_CATALOGUE = "seed.fanzha.kpi_catalogue"
_VALUES = "model.fanzha.kpi_values"


def kpi_definitions(settings: Settings) -> dict[str, str]:
    """Digest by KPI, from the project that dbt parsed for this refresh.

    Raises:
        OSError: if dbt has parsed nothing yet.
    """
    manifest = json.loads((settings.dbt_target / "manifest.json").read_bytes())
    project = yaml.safe_load((settings.dbt_dir / "dbt_project.yml").read_bytes())
    with (settings.seeds_dir / "kpi_catalogue.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lineage = _Lineage(manifest, rows, project["vars"])
    return {
        row["kpi_code"]: lineage.digest(row, settings.contact_limit_minutes)
        for row in rows
    }


class _Lineage:
    """The models above `kpi_values`, and which of them a KPI needs."""

    def __init__(
        self,
        manifest: dict[str, Any],
        rows: Iterable[dict[str, str]],
        variables: dict[str, Any],
    ) -> None:
        self._nodes = manifest["nodes"]
        self._macros = manifest["macros"]
        self._variables = variables
        named = (
            row[side]
            for row in rows
            for side in ("numerator_measure", "denominator_measure")
        )
        self._measures = frozenset(name for name in named if name)

    def digest(self, row: dict[str, str], contact_limit_minutes: int) -> str:
        """Digest of one KPI, given its catalogue row."""
        own = {row["numerator_measure"], row["denominator_measure"]} - {""}
        sources = {name.strip() for name in row["sources"].split(";")}
        parts: list[object] = [[row[name] for name in _COMPUTED_WITH]]
        parts.append(self._variables_of(sources))
        needed = self._needed(own, sources)
        for node_id in sorted(needed):
            parts.append([node_id, self._content(node_id, own)])
        macros: set[str] = set()
        for node_id in needed:
            self._add_macros(self._nodes[node_id], macros)
        for name in sorted(macros):
            code = _tidy(self._macros[name]["macro_sql"])
            parts.append([name, self._own_parts(code, own)])
        if self._counts_timely_contacts(own, needed, macros):
            parts.append(contact_limit_minutes)
        text = json.dumps(parts, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _counts_timely_contacts(
        self, own: set[str], needed: set[str], macros: set[str]
    ) -> bool:
        """Whether a line of its own measures reads the column that the limit decides.

        Models of measures pass that column to all their lines, whoever needs it.
        """
        lines = [
            part
            for node_id in needed & self._measure_models.keys()
            for part in _PART.findall(_tidy(self._nodes[node_id]["raw_code"]))
            if own & set(_QUOTED.findall(part))
        ]
        lines += [
            self._own_parts(_tidy(self._macros[name]["macro_sql"]), own)
            for name in macros
        ]
        return any(_TIMELY_CONTACT in line for line in lines)

    @cached_property
    def _measure_models(self) -> dict[str, set[str]]:
        """Models that form measures, with the measures that each names."""
        named = {
            node_id: set(_QUOTED.findall(self._code_and_macros(self._nodes[node_id])))
            & self._measures
            for node_id in self._above(_VALUES, frozenset())
            if self._nodes[node_id]["path"].startswith("kpi/")
        }
        return {node_id: names for node_id, names in named.items() if names}

    def _code_and_macros(self, node: dict[str, Any]) -> str:
        macros: set[str] = set()
        self._add_macros(node, macros)
        codes = [self._macros[name]["macro_sql"] for name in macros]
        return "\n".join([node.get("raw_code", ""), *codes])

    def _needed(self, own: set[str], sources: set[str]) -> set[str]:
        """What its values come from, not by way of others' measures or extracts."""
        extracts = {extract["name"] for extract in self._variables["extracts"]}
        foreign = {f"model.fanzha.stg_{name}" for name in extracts - sources}
        foreign |= {
            node_id
            for node_id, names in self._measure_models.items()
            if not names & own
        }
        return self._above(_VALUES, frozenset({*foreign, _CATALOGUE}))

    def _above(self, node_id: str, without: frozenset[str]) -> set[str]:
        """A node and what it is built from; what deliveries hold is no part of it."""
        found: set[str] = set()
        waiting = [node_id]
        while waiting:
            node_id = waiting.pop()
            if node_id in self._nodes and node_id not in found | without:
                found.add(node_id)
                waiting += self._nodes[node_id]["depends_on"].get("nodes", ())
        return found

    def _content(self, node_id: str, own: set[str]) -> str:
        node = self._nodes[node_id]
        if node["resource_type"] == "seed":
            return str(node["checksum"]["checksum"])
        code = _tidy(node["raw_code"])
        return self._own_parts(code, own) if node_id in self._measure_models else code

    def _own_parts(self, code: str, own: set[str]) -> str:
        """Code without the parts that form only others' measures."""
        if not self._measures & set(_QUOTED.findall(code)):
            return code
        code = _PART.sub(lambda part: self._if_own(part.group(), own), code)
        return " ".join(_BETWEEN_PARTS.sub(" ", code).split())

    def _if_own(self, part: str, own: set[str]) -> str:
        names = set(_QUOTED.findall(part)) & self._measures
        return part if names & own or not names else ""

    def _add_macros(self, user: dict[str, Any], found: set[str]) -> None:
        for name in user["depends_on"]["macros"]:
            if name.startswith("macro.fanzha.") and name not in found:
                found.add(name)
                self._add_macros(self._macros[name], found)

    def _variables_of(self, sources: set[str]) -> dict[str, Any]:
        return {
            name: [one for one in value if one["name"] in sources]
            if name == "extracts"
            else value
            for name, value in self._variables.items()
        }


def _tidy(code: str) -> str:
    return _COMMENTS_AND_SPACE.sub(" ", code)
