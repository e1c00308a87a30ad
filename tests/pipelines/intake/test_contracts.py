"""Contracts are data; each mistake in one is named with file and line."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipelines.intake.checks_sql import good_sql, quarantine_sql, refused_sql
from pipelines.intake.contract_yaml import read_tree
from pipelines.intake.contracts import (
    CONTRACTS_DIR,
    Contract,
    ContractError,
    load_contract,
    load_contracts,
)
from pipelines.intake.header import find_header
from pipelines.intake.odcs import check_standard, standard_mistakes
from pipelines.intake.reasons import every_sentence
from pipelines.intake.session import connect
from pipelines.intake.source import Source, reader
from tests.pipelines.intake.landing import case, csv_text, deliver, take_in
from warehouse.settings import Settings

CASES = CONTRACTS_DIR / "cases.yaml"
PATHS = sorted(CONTRACTS_DIR.glob("*.yaml"))


def test_the_extracts() -> None:
    contracts = load_contracts()
    assert set(contracts) >= {
        "cases",
        "warnings",
        "card_involvements",
        "published_figures",
    }
    for contract in contracts.values():
        assert contract.columns
        assert any(column.key for column in contract.columns)
        assert not [m for _, _, m in every_sentence(contract) if "{" in m]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_contracts_are_of_the_standard(path: Path) -> None:
    check_standard(path)


def test_loading_all_contracts_is_quick() -> None:
    started = time.process_time()
    load_contracts()
    assert time.process_time() - started < 0.1


def _mistakes(folder: Path, text: str, name: str = "cases.yaml") -> tuple[str, ...]:
    path = folder / name
    path.write_text(text, "utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    return caught.value.mistakes


# What is changed in the contract of cases, by what (`|` a line break), and a word of
# the message. The mistake is in the line of the change's `‸`, else in its first line.
MISTAKES = {
    "not YAML": ("name: cases", "name: ]cases", "YAML"),
    "an anchor": ("status: active", "status: ‸&a active|domain: *a", "锚点"),
    "a key twice": ("status: active", "status: active|‸status: draft", "重复"),
    "a key that is no text": ("status: active", "1: active", "不是文本"),
    "an impossible date": ("status: active", "domain: 2024-13-01", "2024-13-01"),
    "another kind": ("kind: DataContract", "kind: Contract", "DataContract"),
    "another standard": ("apiVersion: v3.1.0", "apiVersion: v2.2.2", "v3.1.0"),
    "a version that is a number": ("version: 1.0.0", "version: 1.0", "文本"),
    "another name than the file": ("name: cases", "name: case", "与文件名相同"),
    "another name in the schema": ("  - name: cases", "  - name: case", "cases"),
    "an unknown field": ("status: active", "statuss: active", "status"),
    "no title": ("  purpose: 案件", "  usage: 案件", "purpose"),
    "a rule in a wrong word": ("property: minimum", "property: minimun", "minimum"),
    "an unknown setting": ("property: mode", "property: mod", "mode"),
    "an unknown mode": ("value: lenient", "value: loose", "strict"),
    "an unknown type": ("logicalType: integer", "logicalType: int", "integer"),
    "a type of no use": ("logicalType: integer", "logicalType: boolean", "integer"),
    "another number": ("physicalType: decimal(18,2)", "physicalType: float", "double"),
    "a flag that is text": ("required: true", "required: 'yes'", "true"),
    "a privacy in a wrong word": (
        "classification: personal",
        "classification: personnal",
        "personal",
    ),
    "a promise nobody keeps": (
        "        primaryKey: true",
        "        primaryKey: true|        ‸unique: true",
        "unique",
    ),
    "no heading": ("        businessName: 县区代码\n", "", "businessName"),
    "minimum that is no number": ("value: 0\n", "value: abc\n", "数字"),
    "minimum above maximum": ("value: 0\n", "value: 121\n", "maximum"),
    "minimum of a text": (
        "pseudonymKind|            value: id",
        "minimum|            ‸value: 5",
        "text 不能有",
    ),
    "values that are no list": (
        "            value:\n              - 男\n              - 女",
        "            value: 男",
        "列表",
    ),
    "values that are no text": ("- 女", "- no", "引号"),
    "a value twice": ("- 女", "- 男", "重复"),
    "a default not among the values": ("value: 有效\n", "value: 无效\n", "values"),
    "a default that is no number": ("value: '0'", "value: none", "decimal"),
    "a default of a required column": (
        "required: false|        physicalType: decimal(18,2)|        customProperties:|"
        "          - property: default|            value: '0'",
        "required: true|        physicalType: decimal(18,2)|        customProperties:|"
        "          - property: default|            ‸value: '0'",
        "必填",
    ),
    "an unknown list": ("value: county\n", "value: country\n", "county"),
    "an expression that is none": (
        "property: pseudonymKind|            value: id",
        "property: pattern|            ‸value: '[0-9'",
        "正则",
    ),
    "an order with a column that is not there": (
        "notAfter|            value: reported_at",
        "notAfter|            ‸value: reportet_at",
        "不存在",
    ),
    "an order with a column that is no time": (
        "notAfter|            value: reported_at",
        "notAfter|            ‸value: loss_amount",
        "decimal",
    ),
    "an order with itself": (
        "notAfter|            value: reported_at",
        "notAfter|            ‸value: occurred_at",
        "自己",
    ),
    "a limit that is a time": ("value: loss_amount", "value: filed_at", "timestamp"),
    "personal without a kind": (
        "        customProperties:\n          - property: pseudonymKind\n            value: id\n",
        "",
        "pseudonymKind",
    ),
    "a kind without personal": ("        classification: personal\n", "", "personal"),
    "no primary key": ("        primaryKey: true\n", "", "主键"),
    "a name twice": ("name: victim_age", "name: case_no", "case_no"),
    "a name that is no name": ("name: victim_age", "name: Victim Age", "小写"),
    "a heading twice": ("businessName: 受害人年龄", "businessName: 案件编号", "案件"),
    "a heading twice in other width": (
        "受害人职业",
        "损失金额 (万元)",
        "loss_amount",
    ),
    "a synonym twice": ("- 案件类别", "- 派出所", "派出所"),
    "a unit that is no power of ten": ("（万元）: 10000", "（万元）: 9999", "倍数"),
    "a property twice": (
        "property: maximum|            value: 120",
        "property: minimum|            value: 120",
        "重复",
    ),
    "no version column": (
        "  - property: versionColumn|    value: updated_at|",
        "",
        "versionColumn",
    ),
    "a version that is no time": (
        "versionColumn|    value: updated_at",
        "versionColumn|    ‸value: case_no",
        "text",
    ),
    "a coverage that is not there": (
        "coverageColumn|    value: reported_at",
        "coverageColumn|    ‸value: reported",
        "不存在",
    ),
    "a coverage that may be empty": (
        "coverageColumn|    value: reported_at",
        "coverageColumn|    ‸value: solved_at",
        "必填",
    ),
    "an event that is no time": ("      - filed_at", "      - channel", "text"),
    "an event twice": ("      - filed_at", "      - occurred_at", "重复"),
}


@pytest.mark.parametrize(("old", "new", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str, word: str
) -> None:
    old, new = old.replace("|", "\n"), new.replace("|", "\n")
    before, after = CASES.read_text("utf-8").split(old, 1)
    line = (before + new.partition("‸")[0] * ("‸" in new)).count("\n") + 1
    mistakes = _mistakes(tmp_path, before + new.replace("‸", "") + after)
    near = [m for m in mistakes if word in m]
    assert near, mistakes
    lines = [int(m.split(":")[1]) for m in near]
    # What is missing has no line of its own.
    assert min(abs(line - told) for told in lines) <= (0 if new else 5), mistakes
    assert all(m.startswith("cases.yaml:") for m in mistakes)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = CASES.read_text("utf-8")
    for old, new in (
        ("property: minimum", "property: minimun"),
        ("value: loss_amount", "value: lost_amount"),
        ("logicalType: integer", "logicalType: int"),
    ):
        text = text.replace(old, new, 1)
    assert len(_mistakes(tmp_path, text)) == 3


def test_mistakes_of_all_files_are_named(tmp_path: Path) -> None:
    for name in ("cases.yaml", "warnings.yaml"):
        text = (CONTRACTS_DIR / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("lenient", "loose"), "utf-8")
    with pytest.raises(ContractError, match=r"cases\.yaml:\d+(.|\n)*warnings\.yaml:"):
        load_contracts(tmp_path)


@pytest.mark.parametrize("content", [b"", b"a\nb\xff", b"- 1", b"5", b"{a: \0}"])
def test_what_is_no_contract_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.yaml"
    path.write_bytes(content)
    with pytest.raises(ContractError, match=r"cases\.yaml:\d+: "):
        load_contract(path)


def test_fields_that_only_inform_are_checked_against_the_standard(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.yaml"
    text = CASES.read_text("utf-8")
    path.write_text(text + "tags: [反诈]\nslaProperties: 5\n", "utf-8")
    load_contract(path)
    with pytest.raises(ContractError, match=rf":{text.count(chr(10)) + 2}: sla"):
        check_standard(path)


# --- Any change of a contract: it is usable, or the error is a ContractError ---

_CHANGES: list[Any] = [None, "abc", "", 5, -1, 1.5, True, [], ["a"], {}, {"a": 1}]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield from _places(item, (*path, key))


def _changed(document: Any, place: tuple[Any, ...], change: list[Any]) -> Any:
    """The document with the value at a place replaced, or deleted if no change."""
    document = copy.deepcopy(document)
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    if change:
        parent[place[-1]] = change[0]
    else:
        del parent[place[-1]]
    return document


def _load(path: Path, document: Any) -> Contract | None:
    """The contract, if it is one."""
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))
    try:
        return load_contract(path)
    except ContractError as error:
        lines = [mistake.split(": ")[0] for mistake in error.mistakes]
        assert lines
        assert all(name.startswith(f"{path.name}:") for name in lines)
        assert all(int(name.split(":")[1]) >= 1 for name in lines)
        return None


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_deletion_never_ends_in_another_error(path: Path, tmp_path: Path) -> None:
    document = yaml.safe_load(path.read_text("utf-8"))
    for place in _places(document):
        _load(tmp_path / path.name, _changed(document, place, []))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A session of intake, in which the SQL of a contract can be tried."""
    return connect(Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))


@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_changed_contract_that_loads_is_of_the_standard_and_works(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(PATHS))
    document = yaml.safe_load(path.read_text("utf-8"))
    place = data.draw(st.sampled_from(list(_places(document))))
    siblings = [_at(document, other) for other in _places(document)]
    change = data.draw(
        st.one_of(
            st.just([]),
            st.tuples(st.sampled_from(_CHANGES)).map(list),
            st.tuples(st.sampled_from(siblings)).map(list),
            st.tuples(st.text(max_size=6)).map(list),
        )
    )
    changed_path = tmp_path / path.name
    contract = _load(changed_path, _changed(document, place, change))
    if contract is None:
        return
    assert not list(standard_mistakes(read_tree(changed_path)))
    every_sentence(contract)
    _check_nothing(database, contract)


def _at(document: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        document = document[step]
    return document


def _check_nothing(database: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Run the checks of a contract on a file that has only its header."""
    header = find_header(contract, [[column.header for column in contract.columns]])
    source = Source("csv", None, header, 1, lambda _: empty, True)
    empty = reader(iter([]), header.width)
    database.register("records", empty.read_all())
    database.execute(
        f"create or replace temp table good as {good_sql(contract, source, 'd')}"
    )
    database.execute(
        f"create or replace temp table refused as {refused_sql(contract, source)}"
    )
    database.execute(
        "create or replace temp table sentences as"
        " select '' as reason_code, '' as column_name, '' as message"
    )
    database.execute(quarantine_sql(contract, "d"))


def test_empty_typed_files_exist_before_any_delivery(settings: Settings) -> None:
    take_in(settings)
    folder = settings.deliveries_dir / "cases" / "_schema"
    with duckdb.connect() as connection:
        found = dict(
            connection.execute(
                "select column_name, column_type from (describe select * from"
                f" '{folder}/rows.parquet')"
            ).fetchall()
        )
    assert found["loss_amount"] == "DECIMAL(18,2)"
    assert found["victim_id_no_pseudonym"] == "VARCHAR"
    assert "victim_id_no" not in found
    assert (folder / "quarantine.parquet").exists()
    assert (folder / "delivery.json").exists()


def test_a_delivery_has_exactly_the_columns_of_the_schema(settings: Settings) -> None:
    result = deliver(settings, csv_text([case()]))
    folder = settings.deliveries_dir / "cases"
    with duckdb.connect() as connection:
        for file in ("rows", "quarantine"):
            shapes = [
                connection.execute(
                    f"describe select * from '{folder}/{name}/{file}.parquet'"
                ).fetchall()
                for name in ("_schema", result.delivery_id)
            ]
            assert shapes[0] == shapes[1]
