"""A refresh of files and a database, as its user starts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.schedules import daily_refresh
from tests.conftest import fanzha
from tests.pipelines.intake.landing import ID_NO, PHONE, card, case, csv_text, land
from tests.pipelines.intake.servers import PASSWORD, Server, postgresql
from tests.pipelines.intake.tables import CasesTable, configure
from warehouse.editions import list_editions
from warehouse.settings import Settings, export_settings

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL of this module's own: it is stopped on the way."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Settings:
    """An installation with a file of cards and a database of cases, not refreshed."""
    settings = Settings(home=tmp_path_factory.mktemp("db") / "home", _env_file=None)
    table = CasesTable(server)
    table.insert(case(1), case(2), case(3, 县区代码="?"))
    configure(settings, server, table.name)
    land(settings, csv_text([card()]), extract="card_involvements")
    return settings


def deliveries(settings: Settings) -> list[dict[str, object]]:
    """The ledger as the command lists it, cases only."""
    answer = fanzha(settings.home, "deliveries", "--format", "json")
    listed: list[dict[str, object]] = json.loads(answer.stdout)
    return [entry for entry in listed if entry["extract"] == "cases"]


def test_a_source_fails_visibly_while_files_are_published_and_comes_back(
    home: Settings, server: Server
) -> None:
    server.stop()
    down = fanzha(home.home, "refresh")
    assert down.returncode == 2, down.stdout + down.stderr
    assert "连不上数据库" in down.stdout
    (entry,) = deliveries(home)
    assert (entry["status"], entry["rows_in_file"]) == ("rejected", None)
    assert len(list_editions(home)) == 1

    still = fanzha(home.home, "refresh")
    assert still.returncode == 2, still.stdout + still.stderr
    assert "仍然失败" in still.stdout
    assert len(list_editions(home)) == 1

    server.start()
    back = fanzha(home.home, "refresh")
    assert back.returncode == 0, back.stdout + back.stderr
    _, entry = deliveries(home)
    assert (entry["status"], entry["rows_loaded"], entry["rows_quarantined"]) == (
        "loaded",
        2,
        1,
    )
    assert len(list_editions(home)) == 2

    calm = fanzha(home.home, "refresh")
    assert calm.returncode == 0, calm.stdout + calm.stderr
    assert len(list_editions(home)) == 2
    _no_secret_under(home.home, home.secrets_file)


def _no_secret_under(folder: Path, secrets_file: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path != secrets_file:
            content = path.read_bytes()
            for secret in (PASSWORD, ID_NO, PHONE):
                if secret != PASSWORD and "landing" in path.parts:
                    continue
                assert secret.encode() not in content, path


def test_a_wrong_sources_file_is_told_before_anything_runs(
    home: Settings, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("sources:\n  - name: a\n    password: hunter2\n")
    answer = fanzha(home.home, "refresh", FANZHA_SOURCES=str(wrong))
    assert answer.returncode == 1
    assert "wrong.yaml:3: 用户名和口令不能写在这里" in answer.stderr
    assert "hunter2" not in answer.stdout + answer.stderr


def test_the_schedule_asks_databases_each_time(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FANZHA_HOME", "FANZHA_LANDING", "FANZHA_SOURCES", "FANZHA_AS_OF"):
        monkeypatch.setenv(name, "")
    export_settings(home)
    answer = daily_refresh(dg.build_schedule_context())
    assert isinstance(answer, dg.RunRequest)
