"""The errors that real files have: rows for the quarantine.

Each row is a good one with the columns named here changed; keys end in a block of
numbers that good rows never reach. None of them may count anywhere.
"""

from __future__ import annotations

_TIMES = {
    "occurred_at": "2024-05-18 16:20:00",
    "reported_at": "2024-05-18 18:05:00",
    "filed_at": "2024-05-20 10:00:00",
    "solved_at": "",
    "updated_at": "2024-06-03 09:00:00",
}

BAD_CASES: tuple[dict[str, str], ...] = (
    {"case_no": "A53040220240599001"} | _TIMES | {"reported_at": "2024年13月45日"},
    {"case_no": "A53040220240599002"} | _TIMES | {"solved_at": "2024-05-01 09:00:00"},
    {"case_no": "A53040220240599003", "fraud_type": "元宇宙诈骗"} | _TIMES,
    {"case_no": "A53040220240599004", "county_code": "530499"} | _TIMES,
    {"case_no": "A53040220240599005"} | _TIMES | {"filed_at": "2025-01-02 10:00:00"},
    {"case_no": "A53040220240599006", "loss_amount": "三万元"} | _TIMES,
)

BAD_WARNINGS: tuple[dict[str, str], ...] = (
    {
        "warning_no": "YJ202405019900001",
        "issued_at": "2024-05-01 09:00:00",
        "first_contact_at": "",
        "visit_assigned_at": "2024-05-03 09:00:00",
        "visited_at": "2024-05-02 09:00:00",
        "updated_at": "2024-05-04 09:00:00",
    },
    {"warning_no": "YJ202405019900002", "county_code": "539999"},
    {"warning_no": "YJ202405019900003", "issued_at": "昨天上午"},
    {"warning_no": "YJ202405019900004", "kind": "一般预警"},
)

BAD_CARDS: tuple[dict[str, str], ...] = (
    {"record_no": "LK20240501990001", "card_no": "6.2284E+18"},
    {"record_no": "LK20240501990002", "opened_county_code": "530499"},
    {"record_no": "LK20240501990003", "notified_at": "2024.02.30"},
    {"record_no": "LK20240501990004", "issuer_unit_code": "B99"},
    {"record_no": "LK20240501990005", "card_no": "9999"},
)

BAD_OPERATIONS: tuple[dict[str, str], ...] = (
    {"operation_no": "XD2024H19901", "kind": "大会战"},
    {"operation_no": "XD2024H19902", "gangs_dismantled": "若干"},
)

BAD_ARRESTS: tuple[dict[str, str], ...] = (
    {"arrest_no": "ZH2024H1990001", "category": "嫌疑人"},
    {"arrest_no": "ZH2024H1990002", "station_code": "530499999999"},
)

BAD_SEIZURES: tuple[dict[str, str], ...] = (
    {"seizure_no": "CH2024H199001", "quantity": "两张"},
    {"seizure_no": "CH2024H199002", "quantity": "0"},
)

BAD_EVENTS: tuple[dict[str, str], ...] = (
    {"event_no": "XF2024H19901", "audience": "1.4万"},
)

BAD_REGISTRATIONS: tuple[dict[str, str], ...] = (
    {
        "as_of": "2024-05-15",
        "registered": "900001",
        "eligible": "900000",
        "updated_at": "2024-05-15 20:00:00",
    },
)
