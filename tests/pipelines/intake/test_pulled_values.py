"""Values that only a database can hold: refused row by row, never the whole."""

from __future__ import annotations

import pytest

from pipelines.intake.database_sql import LONGEST_TEXT
from tests.pipelines.intake.landing import case, good, quarantined
from tests.pipelines.intake.servers import Server
from tests.pipelines.intake.tables import CasesTable, configure, pull
from warehouse.settings import Settings


def reasons(
    settings: Settings, server: Server, table: CasesTable
) -> list[tuple[str, str]]:
    """(reason, column) of what a pull refuses; one good row must load."""
    table.insert(case(1))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert result.status == "loaded", result.reason
    assert [row["case_no"] for row in good(settings)] == ["A0001"]
    assert pull(settings) == []
    return sorted(
        (line["reason_code"], line["column_name"]) for line in quarantined(settings)
    )


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e20"])
def test_numbers_that_are_no_amounts(
    settings: Settings, postgresql_server: Server, value: str
) -> None:
    table = CasesTable(postgresql_server, 损失金额="double precision")
    table.insert(case(2, 损失金额=value))
    assert reasons(settings, postgresql_server, table) == [
        ("bad_number", "loss_amount")
    ]


@pytest.mark.parametrize(
    "value", ["infinity", "-infinity", "0044-03-15 BC", "10000-01-01"]
)
@pytest.mark.parametrize("kind", ["timestamp", "timestamptz", "date"])
def test_times_outside_every_calendar(
    settings: Settings, postgresql_server: Server, value: str, kind: str
) -> None:
    table = CasesTable(postgresql_server, 破案时间=kind, 更新时间=kind)
    table.insert(case(2, 破案时间=value), case(3, 更新时间=value))
    found = reasons(settings, postgresql_server, table)
    assert ("bad_date", "solved_at") in found
    assert ("bad_date", "updated_at") in found
    assert {column for _, column in found} == {"solved_at", "updated_at"}


def test_zero_dates(settings: Settings, mysql_server: Server) -> None:
    table = CasesTable(mysql_server, 立案时间="date")
    table.insert(case(2, 破案时间="0000-00-00 00:00:00", 立案时间="0000-00-00"))
    table.insert(case(3, 破案时间="2024-00-00 00:00:00"))
    table.insert(case(4, 更新时间="0000-00-00 00:00:00"))
    assert reasons(settings, mysql_server, table) == [
        ("bad_date", "filed_at"),
        ("bad_date", "solved_at"),
        ("bad_date", "solved_at"),
        ("bad_date", "updated_at"),
    ]


def test_a_zero_update_time_is_never_overlooked(
    settings: Settings, mysql_server: Server
) -> None:
    table = CasesTable(mysql_server)
    table.insert(case(1))
    configure(settings, mysql_server, table.name)
    pull(settings)
    table.insert(case(2, 更新时间="0000-00-00 00:00:00"), case(3, 更新时间=""))
    (second,) = pull(settings)
    assert second.rows_quarantined == 2
    assert pull(settings) == []


def test_bytes_are_no_text(settings: Settings, server: Server) -> None:
    kind = "bytea" if server.kind == "postgresql" else "varbinary(20)"
    table = CasesTable(server, 受害人职业=kind)
    server.execute(
        f"insert into {table.name} (case_no, victim_occupation) values ('A9', 'abc')"
    )
    table.insert(case(1, 受害人职业=""))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert (result.rows_good, result.rows_quarantined) == (1, 1)
    (line,) = quarantined(settings)
    assert (line["reason_code"], line["column_name"]) == (
        "binary_value",
        "victim_occupation",
    )
    assert "受害人职业" in line["message"]
    assert line["masked_value"] == "（二进制）"


def test_a_zero_byte_in_a_text(settings: Settings, mysql_server: Server) -> None:
    table = CasesTable(mysql_server)
    table.insert(case(2, 受害人职业="=concat('a', char(0), 'b')"))
    assert reasons(settings, mysql_server, table) == [
        ("binary_value", "victim_occupation")
    ]


def test_texts_that_are_documents(settings: Settings, server: Server) -> None:
    table = CasesTable(server, 受害人职业="text")
    table.insert(case(2, 受害人职业=f"=repeat('长', {LONGEST_TEXT + 1})"))
    assert reasons(settings, server, table) == [("text_too_long", "victim_occupation")]


def test_a_text_as_long_as_allowed(settings: Settings, server: Server) -> None:
    table = CasesTable(server, 受害人职业="text")
    table.insert(case(2, 受害人职业=f"=repeat('长', {LONGEST_TEXT})"))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert result.rows_good == 1


def test_numbers_too_long_for_their_type_are_told(
    settings: Settings, server: Server
) -> None:
    table = CasesTable(server, 受害人手机号="double precision")
    table.insert(case(1, 受害人手机号=""), case(2, 受害人手机号="1.23e25"))
    configure(settings, server, table.name)
    pull(settings)
    assert [line["reason_code"] for line in quarantined(settings)] == [
        "scientific_notation"
    ]


def test_times_are_beijing_times(settings: Settings, server: Server) -> None:
    is_pg = server.kind == "postgresql"
    table = CasesTable(server, 报案时间="timestamptz" if is_pg else "timestamp")
    moment = "2024-01-02 01:30:00.75+00" if is_pg else "=from_unixtime(1704159000)"
    table.insert(case(1, 报案时间=moment))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert result.rows_good == 1, quarantined(settings)
    assert str(good(settings)[0]["reported_at"]) == "2024-01-02 09:30:00"


def test_midnight_is_a_day_without_a_time(settings: Settings, server: Server) -> None:
    table = CasesTable(server)
    table.insert(
        case(1, 报案时间="2024-01-03 09:30:00", 立案时间="2024-01-03 00:00:00")
    )
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert result.rows_good == 1, quarantined(settings)
