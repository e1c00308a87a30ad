"""The contracts in words: a data dictionary for those who deliver and who read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.intake.contracts import Column, Contract

_INTRODUCTION = """\
# 数据字典 Data dictionary

由 `pipelines/contracts/` 中的合同生成，请勿手工修改；合同有变时运行 `make docs`。
Generated from the contracts; `make docs` writes it again.

- 表头与列名均可用；全角半角、空格、换行、大小写不计，列的先后不计。
  Headings and column names are both accepted, in any order, width and case.
- 必填：列必须存在，值不得为空。 Required: the column must be there, its values not empty.
- strict 合同不允许多列少列；lenient 合同允许缺少可选列、允许多出的列（不载入），两者都记入台账的提示。
  A strict contract admits no other and no fewer columns; a lenient one notes them in the ledger.
- 个人信息只存带密钥的假名，原文不落盘。 Personal values are kept as keyed pseudonyms only.
"""
_TYPES = {
    "text": "文本 text",
    "timestamp": "时间 timestamp",
    "date": "日期 date",
    "decimal": "金额（元） decimal(18,2)",
    "double": "数值 double",
    "integer": "整数 integer",
}
_LISTS = {
    "county": "“县区”的代码、名称或别名",
    "station": "“派出所”的代码，或不重复的名称",
    "unit": "“成员单位”的代码、名称或别名",
    "fraud_type": "“诈骗类型”的代码、名称或当时的别名",
    "kpi": "“指标”的代码",
}
_HEADINGS = "列名 column|表头（别名） heading|类型 type|必填 required|规则 rules|个人信息 personal"


def data_dictionary(contracts: Iterable[Contract]) -> str:
    """All contracts as one Markdown document."""
    return "\n".join([_INTRODUCTION, *(_section(contract) for contract in contracts)])


def _section(contract: Contract) -> str:
    keys = [column.name for column in contract.columns if column.key]
    facts = [
        f"合同 contract {contract.version}，{'strict' if contract.strict else 'lenient'}",
        f"主键 key：{', '.join(keys)}",
        f"版本 version：{contract.version_column}",
    ]
    if contract.coverage_column:
        facts.append(f"统计日期 coverage：{contract.coverage_column}")
    if contract.ignored_headers:
        facts.append(f"不载入的列 ignored：{'、'.join(contract.ignored_headers)}")
    lines = [_row(_HEADINGS.split("|")), _row(["---"] * 6)]
    lines += [_row(_cells(contract, column)) for column in contract.columns]
    title = f"## {contract.name} {contract.title}"
    return "\n".join([title, "", " · ".join(facts), "", *lines, ""])


def _row(cells: Iterable[str]) -> str:
    escaped = [cell.replace("|", r"\|").replace("\n", " ") for cell in cells]
    return f"| {' | '.join(escaped)} |"


def _cells(contract: Contract, column: Column) -> list[str]:
    aliases = [*column.rules.get("synonyms", []), *column.unit_headers]
    heading = column.header + (f"（{'、'.join(aliases)}）" if aliases else "")
    rules = "；".join([*_rules(contract, column)])
    if column.description:
        rules = "。".join(filter(None, [column.description, rules]))
    personal = f"是：{column.rules['pseudonymKind']}" if column.personal else ""
    required = "是" if column.required else ""
    return [column.name, heading, _TYPES[column.type], required, rules, personal]


def _rules(contract: Contract, column: Column) -> Iterator[str]:
    rules = column.rules
    if "values" in rules:
        yield f"取值：{'、'.join(rules['values'])}"
    if "reference" in rules:
        yield f"代码表{_LISTS[rules['reference']]}"
    if "pattern" in rules:
        yield f"格式：`{rules['pattern']}`"
    if "minimum" in rules:
        yield f"不小于 {rules['minimum']}"
    if "maximum" in rules:
        yield f"不大于 {rules['maximum']}"
    for rule, words in (
        ("notBefore", "不早于"),
        ("notAfter", "不晚于"),
        ("notAbove", "不大于"),
    ):
        if rule in rules:
            yield f"{words}“{contract.by_name[rules[rule]].header}”"
    if column.name in contract.event_columns:
        version = contract.by_name[contract.version_column].header
        yield f"不晚于“{version}”加一天"
    for heading, scale in column.unit_headers.items():
        yield f"表头“{heading}”时乘以 {scale}"
    if "default" in rules:
        yield f"空则为 {rules['default']}"
