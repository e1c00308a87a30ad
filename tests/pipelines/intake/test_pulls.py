"""Extracts pulled from tables: only what is new, nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.intake import load_contracts
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    good,
    land,
    quarantined,
)
from tests.pipelines.intake.servers import Server
from tests.pipelines.intake.tables import CasesTable, configure, pull
from warehouse.settings import Settings


def numbers(settings: Settings) -> list[str]:
    """Case numbers of all good rows, the earliest delivery's first or not."""
    return sorted(row["case_no"] for row in good(settings))


def test_a_first_pull_is_a_delivery_like_a_file(
    settings: Settings, server: Server
) -> None:
    table = CasesTable(server)
    table.insert(case(1), case(2, 损失金额="12345.60", 更新时间="2024-01-06 08:00:00"))
    table.insert(case(3, 县区代码="999999"))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert_conserved(result)
    assert result.file == f"数据库:police_db/{table.name}"
    assert (result.format, result.rows_good, result.rows_quarantined) == (
        server.kind,
        2,
        1,
    )
    assert result.watermark == "2024-01-06 08:00:00"
    assert result.data_through == "2024-01-05"
    (refused,) = quarantined(settings)
    assert (refused["reason_code"], refused["column_name"]) == (
        "unknown_code",
        "county_code",
    )


def test_a_pull_reads_a_table_as_a_file_of_the_same_rows_is_read(
    settings: Settings, server: Server, tmp_path: Path
) -> None:
    rows = [case(1), case(2, 受害人职业=" 退休\n", 受害人年龄="", 发案时间="")]
    table = CasesTable(server)
    table.insert(*rows)
    configure(settings, server, table.name)
    pull(settings)
    filed = settings.model_copy(update={"home": tmp_path / "filed"})
    filed.home.mkdir()
    filed.key_file.write_bytes(settings.key_file.read_bytes())
    land(filed, csv_text(rows))
    pull(filed)

    def contents(of: Settings) -> list[dict[str, object]]:
        rows = [
            {k: v for k, v in row.items() if not k.startswith("_")} for row in good(of)
        ]
        return sorted(rows, key=lambda row: str(row["case_no"]))

    assert contents(settings) == contents(filed)


def test_nothing_new_is_no_delivery(settings: Settings, server: Server) -> None:
    table = CasesTable(server)
    table.insert(case(1), case(2), case(3, 更新时间=""), case(4, 县区代码="?"))
    configure(settings, server, table.name)
    assert len(pull(settings)) == 1
    before = sorted(settings.deliveries_dir.glob("cases/[!_]*/**"))
    assert before
    assert pull(settings) == []
    assert sorted(settings.deliveries_dir.glob("cases/[!_]*/**")) == before


def test_later_pulls_bring_only_what_changed(
    settings: Settings, server: Server
) -> None:
    table = CasesTable(server)
    table.insert(case(1, 更新时间="2024-01-05 10:00:00"))
    table.insert(case(2, 更新时间="2024-02-05 10:00:00"))
    configure(settings, server, table.name)
    pull(settings)
    # In the overlap: committed late, and corrected without a new time.
    table.insert(case(3, 更新时间="2024-02-05 01:00:00"))
    table.change("A0002", 损失金额="99.00")
    # Before it: nobody can see that.
    table.change("A0001", 损失金额="99.00")
    table.insert(case(4, 更新时间="2024-03-05 10:00:00"))
    (second,) = pull(settings)
    assert second.pulled_since == "2024-02-04 10:00:00"
    assert second.watermark == "2024-03-05 10:00:00"
    assert second.rows_good == 3
    assert numbers(settings) == ["A0001", "A0002", "A0002", "A0003", "A0004"]
    assert pull(settings) == []


def test_the_overlap_is_configured(settings: Settings, server: Server) -> None:
    table = CasesTable(server)
    table.insert(case(1, 更新时间="2024-02-05 10:00:00"))
    configure(settings, server, table.name, overlap=10)
    pull(settings)
    table.insert(case(2, 更新时间="2024-01-27 00:00:00"))
    (second,) = pull(settings)
    assert second.pulled_since == "2024-01-26 10:00:00"
    assert second.rows_good == 1


def test_a_mistyped_year_does_not_hide_later_changes(
    settings: Settings, server: Server
) -> None:
    table = CasesTable(server)
    table.insert(case(1), case(2, 更新时间="2099-01-05 10:00:00"))
    configure(settings, server, table.name)
    (first,) = pull(settings)
    assert first.watermark == "2024-01-05 10:00:00"
    table.insert(case(3, 更新时间="2024-01-07 10:00:00"))
    (second,) = pull(settings)
    assert second.rows_in_file == 1
    table.change("A0002", 更新时间="2098-01-05 10:00:00")
    (third,) = pull(settings)
    assert third.rows_in_file == 1


def test_rows_of_this_very_moment_count(settings: Settings, server: Server) -> None:
    beijing = datetime.now(UTC) + timedelta(hours=8)
    now = beijing.strftime("%Y-%m-%d %H:%M:%S")
    kind = "timestamptz" if server.kind == "postgresql" else "timestamp"
    table = CasesTable(server, 更新时间=kind)
    table.insert(case(1, 更新时间="=now()"))
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert result.watermark is not None
    assert now[:15] <= result.watermark
    assert result.watermark[:10] in (now[:10], result.watermark[:10])


def test_an_empty_table_is_noted_once(settings: Settings, server: Server) -> None:
    table = CasesTable(server)
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert (result.status, result.rows_in_file) == ("loaded", 0)
    assert pull(settings) == []
    table.insert(case(1))
    (second,) = pull(settings)
    assert second.rows_good == 1


def test_headings_schemas_views_and_units_are_understood(
    settings: Settings, server: Server
) -> None:
    contract = load_contracts()["cases"]
    columns = tuple(
        replace(c, rules={**c.rules, "unitHeaders": {"损失（万元）": 10_000}})
        if c.name == "loss_amount"
        else c
        for c in contract.columns
    )
    table = CasesTable(server)
    table.insert(case(1, 损失金额="1.5"))
    mark = "`" if server.kind == "mysql" else '"'
    renamed = {
        "案件编号": "case_no",
        "县区": "county_code",
        "损失（万元）": "loss_amount",
    }
    others = ["station_code", "fraud_type", "reported_at", "updated_at"]
    selected = ", ".join(
        f"{name} as {mark}{head}{mark}" for head, name in renamed.items()
    )
    view = f"视图_{table.name}"
    server.execute(
        f"create view {mark}{view}{mark} as select {selected}, {', '.join(others)},"
        f" 1 as {mark}别的{mark} from {table.name}"
    )
    schema = "police" if server.kind == "mysql" else "public"
    configure(settings, server, f"{schema}.{view}")
    (result,) = pull(settings, replace(contract, columns=columns))
    assert result.rows_good == 1, (result, quarantined(settings))
    assert good(settings)[0]["loss_amount"] == 15_000


def test_a_mended_list_checks_the_refused_rows_again(
    settings: Settings, server: Server, own_lists: Path
) -> None:
    table = CasesTable(server)
    table.insert(case(1), case(2, 县区代码="新区"), case(3, 报案时间=""))
    table.insert(case(4, 更新时间="2024-05-05 10:00:00"))
    configure(settings, server, table.name)
    pull(settings)
    table.insert(case(5, 更新时间="2024-06-05 10:00:00"))
    pull(settings)
    with (own_lists / "county_aliases.csv").open("a") as stream:
        stream.write("新区,530402\n")
    (recheck,) = pull(settings)
    assert recheck.is_recheck and recheck.pulled_since is None
    assert (recheck.rows_good, recheck.rows_quarantined) == (1, 1)
    assert numbers(settings) == ["A0001", "A0002", "A0004", "A0005"]
    assert pull(settings) == []
    with (own_lists / "county_aliases.csv").open("a") as stream:
        stream.write("老区,530402\n")
    table.server.execute(f"delete from {table.name} where case_no = 'A0003'")
    (gone,) = pull(settings)
    assert (gone.is_recheck, gone.rows_in_file) == (True, 0)
    assert gone.watermark == recheck.watermark
    assert pull(settings) == []


def test_a_mended_contract_leaves_complete_pulls_alone(
    settings: Settings, server: Server
) -> None:
    table = CasesTable(server)
    table.insert(case(1))
    configure(settings, server, table.name)
    pull(settings)
    mended = replace(load_contracts()["cases"], digest="mended")
    assert pull(settings, mended) == []


def _fill(table: CasesTable) -> None:
    """Ten thousand rows and one, two of them wrong."""
    table.insert(case(1))
    digits = " union all ".join(f"select {n} as n" for n in range(10))
    every = " cross join ".join(f"({digits}) as d{i}" for i in range(4))
    columns = "county_code, station_code, fraud_type, reported_at, loss_amount"
    table.server.execute(
        f"insert into {table.name} (case_no, updated_at, {columns})"
        " select concat('B', d0.n + 10 * d1.n + 100 * d2.n + 1000 * d3.n),"
        f" updated_at, {columns} from {table.name} cross join {every}",
        f"update {table.name} set loss_amount = -1 where case_no in ('B7', 'B9999')",
    )


def test_many_rows_stream_through(settings: Settings, server: Server) -> None:
    table = CasesTable(server)
    _fill(table)
    configure(settings, server, table.name)
    (result,) = pull(settings)
    assert (result.rows_good, result.rows_quarantined) == (9_999, 2)
    assert len(set(numbers(settings))) == 9_999
    assert pull(settings) == []


_PULL = """
from pipelines.intake import load_contracts
from warehouse.settings import load_settings
pull_extract(load_settings(), load_contracts()["cases"])
"""


@pytest.mark.parametrize("begun", ["tmp", "rows.parquet", "pulled.parquet"])
def test_a_pull_killed_at_any_moment_is_done_again(
    settings: Settings, postgresql_server: Server, begun: str
) -> None:
    table = CasesTable(postgresql_server)
    _fill(table)
    configure(settings, postgresql_server, table.name)
    cases = settings.deliveries_dir / "cases"
    process = subprocess.Popen(
        [sys.executable, "-c", _PULL],
        env={**os.environ, "FANZHA_HOME": str(settings.home)},
    )
    waited_for = settings.home / begun if begun == "tmp" else None
    while process.poll() is None:
        if waited_for.exists() if waited_for else list(cases.glob(f".tmp-*/{begun}")):
            process.send_signal(signal.SIGKILL)
        time.sleep(0.001)
    whole = {path.parent for path in cases.glob("[!._]*/delivery.json")}
    assert {path.parent for path in cases.glob("[!._]*/pulled.parquet")} == whole
    results = pull(settings)
    assert len(results) + len(whole) == 1
    assert len(good(settings)) == 9_999
    assert len(quarantined(settings)) == 2
    assert not list(cases.glob(".tmp-*"))
    assert pull(settings) == []


def test_folders_with_odd_names(tmp_path: Path, postgresql_server: Server) -> None:
    odd = Settings(home=tmp_path / "it's 反诈 [1]" / "a?b", _env_file=None)
    table = CasesTable(postgresql_server)
    table.insert(case(1), case(2, 县区代码="?"))
    configure(odd, postgresql_server, table.name)
    assert len(pull(odd)) == 1
    assert pull(odd) == []
    recheck = pull(odd, replace(load_contracts()["cases"], digest="mended"))
    assert [r.rows_quarantined for r in recheck] == [1]


def test_two_sources_bring_one_extract(
    settings: Settings, postgresql_server: Server, mysql_server: Server
) -> None:
    texts = []
    for number, server in enumerate([postgresql_server, mysql_server], 1):
        table = CasesTable(server)
        table.insert(case(number))
        configure(settings, server, table.name, name=f"db{number}")
        texts.append(settings.sources_file.read_text().removeprefix("sources:\n"))
    settings.sources_file.write_text("sources:\n" + "".join(texts))
    secrets = settings.secrets_file.read_text()
    settings.secrets_file.write_text(
        "".join(secrets.replace("POLICE_DB", f"DB{number}") for number in (1, 2))
    )
    assert [r.format for r in pull(settings)] == ["postgresql", "mysql"]
    assert numbers(settings) == ["A0001", "A0002"]
    assert pull(settings) == []
