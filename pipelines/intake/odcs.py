"""A contract against the official JSON schema of the Open Data Contract Standard.

Takes a tenth of a second per contract, so it runs when contracts are listed or tested,
not whenever they are loaded: what loads is of the standard already, except for fields
that only inform.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator, ValidationError

from pipelines.intake.contract_yaml import Mistake, Node, contract_error, read_tree
from pipelines.intake.contracts import (
    CONTRACTS_DIR,
    Contract,
    ContractError,
    load_contract,
)


def load_checked(paths: Sequence[Path] = ()) -> list[Contract]:
    """Contracts, by default all of ours, after every check.

    Raises:
        ContractError: naming the file and line of each mistake.
    """
    contracts: list[Contract] = []
    mistakes: list[str] = []
    for path in paths or sorted(CONTRACTS_DIR.glob("*.yaml")):
        try:
            contracts.append(load_contract(path))
            check_standard(path)
        except ContractError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ContractError(mistakes)
    return contracts


def check_standard(path: Path) -> None:
    """Raise `ContractError` if a contract is not of the standard."""
    root = read_tree(path)
    if mistakes := list(standard_mistakes(root)):
        raise contract_error(path, mistakes)


def standard_mistakes(root: Node) -> Iterator[Mistake]:
    """What the official schema finds, in its own words, with its line."""
    schema = json.loads(
        files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8")
    )
    for error in Draft201909Validator(schema).iter_errors(root.plain()):
        place = ".".join(str(step) for step in error.absolute_path) or "合同"
        words = f"{place} 不符合 ODCS 标准：{error.message[:200]}"
        yield Mistake(_line(root, error), words)


def _line(root: Node, error: ValidationError) -> int:
    node: Any = root
    for step in error.absolute_path:
        node = node.value[step]
    return int(node.line)
