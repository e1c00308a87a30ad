"""Databases that cannot be read: told once, in words, and files go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.intake import failing_sources
from tests.pipelines.intake.landing import CARD_NO, ID_NO, PHONE, case, csv_text, land
from tests.pipelines.intake.servers import PASSWORD, Server
from tests.pipelines.intake.tables import CasesTable, configure, pull, write_secrets
from warehouse.settings import Settings

WRONG = "wr0ng-Pa55word"


@pytest.fixture
def table(settings: Settings, server: Server) -> CasesTable:
    """A configured table with one row."""
    table = CasesTable(server)
    table.insert(case(1))
    configure(settings, server, table.name)
    return table


@pytest.fixture
def stopped(server: Server) -> Iterator[Server]:
    """A server that is down, until the test ends or starts it."""
    server.stop()
    yield server
    server.start()


def refused(settings: Settings) -> tuple[str | None, str | None]:
    """Code and sentence of the one failure that a pull gives."""
    (result,) = pull(settings)
    assert result.status == "rejected", result
    assert result.rows_in_file is None
    assert PASSWORD not in result.to_json() and WRONG not in result.to_json()
    assert pull(settings) == []  # told once
    (failing,) = failing_sources(settings)
    assert failing == result
    return result.reason_code, result.reason


def test_a_server_that_is_down(
    settings: Settings, table: CasesTable, stopped: Server
) -> None:
    land(settings, csv_text([case(7)]))
    filed, failed = pull(settings)
    assert (filed.status, filed.rows_good) == ("loaded", 1)
    assert failed.reason_code == "database_unreachable"
    assert f"127.0.0.1:{stopped.port}" in (failed.reason or "")
    assert failed.file == f"数据库:police_db/{table.name}"
    assert pull(settings) == []
    stopped.start()
    (back,) = pull(settings)
    assert (back.status, back.rows_good) == ("loaded", 1)
    assert failing_sources(settings) == []
    stopped.stop()
    (again,) = pull(settings)
    assert again.reason_code == "database_unreachable"
    stopped.start()
    # That it works again is told even if nothing is new.
    (back,) = pull(settings)
    assert (back.status, back.rows_in_file) == ("loaded", 0)
    assert failing_sources(settings) == []
    assert pull(settings) == []
    stopped.stop()


def test_a_wrong_password(settings: Settings, table: CasesTable) -> None:
    write_secrets(settings, WRONG)
    code, sentence = refused(settings)
    assert code == "login_failed"
    assert "口令" in (sentence or "")
    write_secrets(settings)
    (result,) = pull(settings)
    assert result.rows_good == 1


def test_a_missing_database(
    settings: Settings, server: Server, table: CasesTable
) -> None:
    configure(settings, server, table.name, database="nowhere")
    code, sentence = refused(settings)
    assert code == "login_failed"
    assert "nowhere" in (sentence or "")


@pytest.mark.parametrize("name", ["no_such_table", "no_such_schema.cases"])
def test_a_missing_table(
    settings: Settings, server: Server, table: CasesTable, name: str
) -> None:
    configure(settings, server, name)
    code, sentence = refused(settings)
    assert code == "no_such_table"
    assert name in (sentence or "")


def test_a_missing_column(settings: Settings, table: CasesTable) -> None:
    table.server.execute(f"alter table {table.name} drop column station_code")
    assert refused(settings) == (
        "missing_column",
        f"表“{table.name}”：缺少必需的列：派出所代码",
    )


def test_a_table_of_something_else(
    settings: Settings, server: Server, table: CasesTable
) -> None:
    server.execute(f"create table else_{table.name} (a int, b int)")
    configure(settings, server, f"else_{table.name}")
    code, sentence = refused(settings)
    assert code == "no_header"
    assert "案件编号" in (sentence or "")


def test_an_update_time_that_is_text(settings: Settings, server: Server) -> None:
    table = CasesTable(server, 更新时间="varchar(30)")
    configure(settings, server, table.name)
    code, sentence = refused(settings)
    assert code == "version_not_time"
    assert "更新时间" in (sentence or "")


def test_an_error_of_the_server_quotes_no_value(
    settings: Settings, postgresql_server: Server
) -> None:
    table = CasesTable(postgresql_server)
    table.insert(case(1))
    view = f"v_{table.name}"
    columns = ", ".join(
        "cast(victim_id_no || 'x' as int) as victim_age"
        if name == "victim_age"
        else name
        for name in table.columns
    )
    postgresql_server.execute(
        f"create view {view} as select {columns} from {table.name}"
    )
    configure(settings, postgresql_server, view)
    code, sentence = refused(settings)
    assert code == "database_error"
    assert "22003" in (sentence or "")
    assert ID_NO not in (sentence or "")


def test_without_credentials(settings: Settings, table: CasesTable) -> None:
    settings.secrets_file.unlink()
    code, sentence = refused(settings)
    assert code == "no_credentials"
    assert "FANZHA_SOURCE_POLICE_DB_PASSWORD" in (sentence or "")


def test_credentials_from_the_environment_come_first(
    settings: Settings, table: CasesTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_secrets(settings, WRONG)
    monkeypatch.setenv("FANZHA_SOURCE_POLICE_DB_PASSWORD", PASSWORD)
    (result,) = pull(settings)
    assert result.status == "loaded"


def test_secrets_that_others_can_read_are_not_used(
    settings: Settings, table: CasesTable
) -> None:
    settings.secrets_file.chmod(0o640)
    code, sentence = refused(settings)
    assert code == "unsafe_secrets"
    assert "chmod 600" in (sentence or "")


def test_a_damaged_line_of_secrets_is_named_not_quoted(
    settings: Settings, table: CasesTable
) -> None:
    settings.secrets_file.write_text(f"\n{WRONG}\n")
    assert refused(settings) == (
        "unsafe_secrets",
        "secrets.env 第 2 行不是“名称=值”",
    )


def test_another_failure_is_told_too(
    settings: Settings, server: Server, table: CasesTable
) -> None:
    write_secrets(settings, WRONG)
    refused(settings)
    settings.secrets_file.chmod(0o644)
    refused(settings)
    settings.secrets_file.chmod(0o600)
    assert pull(settings) == []  # the first failure again
    write_secrets(settings)
    (result,) = pull(settings)
    assert (result.status, result.pull_number) == ("loaded", 3)
    assert failing_sources(settings) == []


def test_one_failing_source_leaves_the_others_alone(
    settings: Settings, server: Server, table: CasesTable
) -> None:
    text = settings.sources_file.read_text("utf-8")
    other = text.removeprefix("sources:\n").replace("police_db", "broken_db")
    settings.sources_file.write_text("sources:\n" + other + text[len("sources:\n") :])
    broken, works = pull(settings)
    assert (broken.reason_code, works.status) == ("no_credentials", "loaded")


def test_no_plaintext_and_no_password_in_the_home(
    settings: Settings, table: CasesTable
) -> None:
    table.insert(case(2, 县区代码=PHONE), case(3, 受害人手机号="1.00123E+10"))
    pull(settings)
    write_secrets(settings, WRONG)
    pull(settings)
    secrets = [ID_NO, PHONE, CARD_NO, "100123E+10", PASSWORD, WRONG]
    for path in settings.home.rglob("*"):
        if path.is_file() and path != settings.secrets_file:
            content = path.read_bytes()
            assert not [s for s in secrets if s.encode() in content], path
