"""What dbt says of a built home, without a network: its documentation and freshness."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import command_environment
from tests.dbt_project.conftest import PROJECT

pytestmark = pytest.mark.long

TRACKS = '"send_anonymous_usage_stats": '


def dbt(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on a home, with proxies that answer nobody in the way of the network."""
    nowhere = "http://127.0.0.1:9"
    return subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), *arguments],
        cwd=PROJECT,
        env=command_environment(
            home,
            DBT_PROFILES_DIR=str(PROJECT),
            DBT_LOG_PATH=str(home / "logs"),
            DBT_TARGET_PATH=str(home / "target"),
            HTTP_PROXY=nowhere,
            HTTPS_PROXY=nowhere,
        ),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def own_home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built home: dbt opens the database for writing."""
    home = tmp_path_factory.mktemp("copy") / "home"
    return Path(shutil.copytree(built_home, home))


def test_every_column_that_is_built_is_described_and_none_else(
    own_home: Path,
) -> None:
    manifest = json.loads((own_home / "target" / "manifest.json").read_bytes())
    with duckdb.connect() as connection:
        for name in ("warehouse", "scratch", "kept"):
            path = own_home / "build" / f"{name}.duckdb"
            connection.execute(f"attach '{path}' as {name} (read_only)")
        built: dict[tuple[str, ...], list[str]] = {}
        for *relation, column in connection.execute(
            "select database_name, schema_name, table_name, column_name"
            " from duckdb_columns() where not internal order by column_index"
        ).fetchall():
            built.setdefault(tuple(relation), []).append(column)
    described = {
        (node["database"], node["schema"], node["alias"]): list(node["columns"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        and node["config"]["materialized"] != "ephemeral"
    }

    assert {name: sorted(columns) for name, columns in built.items()} == {
        name: sorted(columns) for name, columns in described.items()
    }


def test_the_documentation_is_one_page_that_asks_nobody_anything(
    own_home: Path,
) -> None:
    answer = dbt(own_home, "docs", "generate", "--static")
    assert answer.returncode == 0, answer.stdout

    catalog = json.loads((own_home / "target" / "catalog.json").read_bytes())
    assert "model.fanzha.kpi_values" in catalog["nodes"]
    page = own_home / "target" / "static_index.html"
    assert hosts_asked_by(page) == set()

    # dbt's page has a tracker in it, which the project's settings leave asleep.
    text = page.read_text("utf-8")
    awake = text.replace(f"{TRACKS}false", f"{TRACKS}true")
    assert awake != text
    page.with_name("awake.html").write_text(awake, "utf-8")
    assert hosts_asked_by(page.with_name("awake.html"))


def hosts_asked_by(path: Path) -> set[str]:
    """Hosts that a page and its graph ask for something when opened as a file."""
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}#!/model/model.fanzha.kpi_values")
        page.get_by_text("expected_high").first.wait_for()
        page.goto(f"{path.as_uri()}#!/model/model.fanzha.kpi_values?g_v=1")
        page.wait_for_load_state("networkidle")
        browser.close()
    assert asked
    # Of a page that is a file, //host/script is file://host/script.
    return {urlsplit(url).netloc for url in asked} - {""}


def test_sources_that_are_silent_for_long_are_told(own_home: Path) -> None:
    answer = dbt(own_home, "source", "freshness")

    assert answer.returncode == 1, answer.stdout
    assert _status(own_home)["source.fanzha.deliveries.cases"] == "error"

    # A refused file is no sign of life, a loaded one is.
    for extract, status in (("cases", "loaded"), ("warnings", "rejected")):
        entry_path = own_home / "deliveries" / extract / f"{extract}-0/delivery.json"
        entry = json.loads(entry_path.read_text("utf-8"))
        entry |= {"status": status, "received_at": datetime.now(UTC).isoformat()}
        entry_path.write_text(json.dumps(entry), "utf-8")
    dbt(own_home, "source", "freshness")

    assert _status(own_home)["source.fanzha.deliveries.cases"] == "pass"
    assert _status(own_home)["source.fanzha.deliveries.warnings"] != "pass"
    assert _status(own_home)["source.fanzha.intake.ledger"] == "pass"
    assert "source.fanzha.deliveries.published_figures" not in _status(own_home)


def _status(home: Path) -> dict[str, str]:
    results = json.loads((home / "target" / "sources.json").read_bytes())["results"]
    return {result["unique_id"]: result["status"] for result in results}
