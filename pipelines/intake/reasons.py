"""The sentence behind each reason code, for the clerk who mends the row."""

from __future__ import annotations

from pipelines.intake.contracts import Column, Contract

_SENTENCES = {
    "required_empty": "“{header}”不能为空",
    "bad_date": "“{header}”不是约定格式的日期",
    "bad_integer": "“{header}”不是整数",
    "bad_number": "“{header}”不是数值（元，最多两位小数）",
    "negative_amount": "“{header}”不能为负数",
    "scientific_notation": "“{header}”是科学计数法，位数已丢失，请按文本重新导出",
    "excel_error": "“{header}”是 Excel 的错误值或没有算出的公式，请改成文本或数值",
    "text_mark": "“{header}”前面有多余的单引号或等号，请按文本重新导出",
    "bad_format": "“{header}”的位数或字符不符合约定",
    "personal_number": "“{header}”中有像手机号、证件号或卡号的长数字，请移到对应的列",
    "unknown_code": "“{header}”不在代码表中",
    "unknown_value": "“{header}”不是约定的取值：{values}",
    "out_of_range": "“{header}”超出允许范围",
    "wrong_order": "“{header}”与“{other}”的先后不对",
    "above_limit": "“{header}”大于“{other}”",
    "after_update": "“{header}”晚于“{version}”一天以上",
    "malformed_quotes": "这一行的引号不成对",
    "row_too_long": "这一行的列数多于表头",
    "row_too_short": "这一行的列数少于表头",
    "text_too_long": "“{header}”的文字过长",
    "binary_value": "“{header}”是二进制内容，不是文本",
}


def sentence(contract: Contract, code: str, column_name: str) -> str:
    """Chinese sentence of a reason, naming the column by its 表头."""
    template = _SENTENCES[code]
    if not column_name:
        return template
    column = contract.by_name[column_name]
    return template.format(
        header=column.header,
        values="、".join(column.rules.get("values", [])),
        other=_other(contract, column, code),
        version=contract.by_name[contract.version_column].header,
    )


def _other(contract: Contract, column: Column, code: str) -> str:
    rules = ["notAbove"] if code == "above_limit" else ["notBefore", "notAfter"]
    others = [column.rules[rule] for rule in rules if rule in column.rules]
    return "、".join(contract.by_name[other].header for other in others)


def every_sentence(contract: Contract) -> list[tuple[str, str, str]]:
    """(reason, column, sentence) for each reason that a contract can give."""
    rows: list[tuple[str, str, str]] = []
    for code, template in _SENTENCES.items():
        named = "{header}" in template
        names = [column.name for column in contract.columns] if named else [""]
        rows += [(code, name, sentence(contract, code, name)) for name in names]
    return rows
