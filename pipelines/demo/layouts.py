"""How source systems name and write the columns of an extract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HEADERS: dict[str, dict[str, str]] = {
    "cases": {
        "case_no": "案件编号",
        "county_code": "县区代码",
        "station_code": "派出所代码",
        "fraud_type": "诈骗类型",
        "occurred_at": "发案时间",
        "reported_at": "报案时间",
        "filed_at": "立案时间",
        "solved_at": "破案时间",
        "loss_amount": "损失金额",
        "recovered_amount": "挽回金额",
        "victim_id_no": "受害人证件号码",
        "victim_phone": "受害人手机号",
        "victim_gender": "受害人性别",
        "victim_age": "受害人年龄",
        "victim_occupation": "受害人职业",
        "victim_unit_code": "受害人单位代码",
        "channel": "诈骗渠道",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "warnings": {
        "warning_no": "预警编号",
        "kind": "预警类别",
        "level": "风险等级",
        "issued_at": "下发时间",
        "county_code": "县区代码",
        "station_code": "派出所代码",
        "recipient_id_no": "预警对象证件号码",
        "recipient_phone": "预警对象手机号",
        "source_unit_code": "来源单位代码",
        "first_contact_at": "首次联系时间",
        "contact_method": "联系方式",
        "visit_assigned_at": "见面派发时间",
        "visited_at": "见面时间",
        "outcome": "处置结果",
        "stop_payment_amount": "止付金额",
        "avoided_loss_amount": "避免损失金额",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "card_involvements": {
        "record_no": "记录编号",
        "card_type": "卡类型",
        "card_no": "卡号",
        "issuer_unit_code": "发卡单位代码",
        "outlet": "开户网点",
        "opened_county_code": "开户县区代码",
        "opened_on": "开户日期",
        "notified_at": "通报时间",
        "case_no": "关联案件编号",
        "tier": "卡级",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "operations": {
        "operation_no": "行动编号",
        "kind": "行动类型",
        "name": "行动名称",
        "started_on": "发起日期",
        "county_code": "县区代码",
        "gangs_dismantled": "打掉团伙数",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "arrests": {
        "arrest_no": "抓获编号",
        "person_ref": "人员编号",
        "arrested_at": "抓获时间",
        "county_code": "县区代码",
        "station_code": "派出所代码",
        "category": "人员类别",
        "measure": "处理措施",
        "operation_no": "行动编号",
        "case_no": "案件编号",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "seizures": {
        "seizure_no": "查获编号",
        "seized_on": "查获日期",
        "county_code": "县区代码",
        "item": "物品类型",
        "quantity": "数量",
        "operation_no": "行动编号",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "publicity_events": {
        "event_no": "活动编号",
        "held_on": "活动日期",
        "county_code": "县区代码",
        "unit_code": "主办单位代码",
        "mode": "活动形式",
        "audience": "受众人次",
        "record_status": "记录状态",
        "updated_at": "更新时间",
    },
    "app_registrations": {
        "as_of": "统计日期",
        "county_code": "县区代码",
        "unit_code": "单位代码",
        "registered": "注册人数",
        "eligible": "应注册人数",
        "updated_at": "更新时间",
    },
}
# Headers of systems that deliver names instead of codes.
SYNONYMS: dict[str, dict[str, str]] = {
    "cases": {
        "county_code": "县区",
        "station_code": "派出所",
        "fraud_type": "案件类别",
        "loss_amount": "涉案金额",
        "victim_unit_code": "受害人单位",
    },
    "warnings": {"source_unit_code": "来源单位"},
    "card_involvements": {
        "issuer_unit_code": "发卡单位",
        "opened_county_code": "开户县区",
    },
    "arrests": {"county_code": "县区", "station_code": "派出所"},
    "publicity_events": {"county_code": "县区", "unit_code": "主办单位"},
}
AMOUNTS = {
    "gangs_dismantled",
    "loss_amount",
    "recovered_amount",
    "stop_payment_amount",
    "avoided_loss_amount",
}


@dataclass(frozen=True)
class Layout:
    """One system's way of writing CSV.

    Attributes:
        encoding: Python name of the character encoding.
        delimiter: Between fields.
        timestamps: `strftime` pattern of DuckDB.
        dates: The same for dates without a time.
        synonyms: Use the alternative headers.
        names: Replacements of codes by column, for systems that write names.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    timestamps: str = "%Y-%m-%d %H:%M:%S"
    dates: str = "%Y-%m-%d"
    synonyms: bool = False
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def headers(self, extract: str) -> dict[str, str]:
        """Header of each canonical column."""
        alternative = SYNONYMS.get(extract, {}) if self.synonyms else {}
        return HEADERS[extract] | alternative


PLAIN = Layout()
SLASHES = "%Y/%-m/%-d %-H:%M:%S"
CHINESE_DATES = "%Y年%-m月%-d日"
CHINESE = "%Y年%-m月%-d日 %-H时%-M分"


def column_sql(extract: str, layout: Layout) -> list[str]:
    """Expressions that write the columns of an extract as text."""
    result = []
    for column, header in layout.headers(extract).items():
        if column.endswith("_at"):
            value = f"strftime({column}, '{layout.timestamps}')"
        elif column.endswith("_on"):
            value = f"strftime({column}, '{layout.dates}')"
        else:
            value = f"{column}::varchar"
        for code, name in layout.names.get(column, {}).items():
            value = f"if({column} = '{code}', '{name}', {value})"
        result.append(f'{value} as "{header}"')
    return result
