"""A new KPI is a line in the catalogue and at most one measure; pages follow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards.data import CITY_SCOPE, Reader
from dashboards.render import render
from dashboards.state import read_state
from tests.conftest import PROJECT
from tests.dashboards.parts import components, text
from tests.dbt_project.home import write_home
from tests.dbt_project.sample import random_world
from warehouse.editions import publish
from warehouse.settings import Settings

pytestmark = pytest.mark.long

LINE = (
    "large_cases,大额案件,Large cases,count,起,1,down,large_cases,,"
    "损失五万元以上的立案,,报告期内立案且损失五万元以上的案件数,"
    "Cases filed in the period that cost 50000 or more,filed_at,cases,"
    "city;county;station,市反诈中心,,损失不详的不计,"
    "cases filed with a loss of 50000 or more,,,Cases of unknown loss do not count\n"
)
MEASURE = "    ('large_cases', false, false, true, null),\n"
SELECT = (
    "    {{ count_measure('cases', 'large_cases', 'filed_on', 'loss_amount >= 50000') }}\n"
    "    union all\n"
)


def _extend(project: Path) -> None:
    """What CONTRIBUTING says, and nothing else."""
    catalogue = project / "seeds" / "kpi_catalogue.csv"
    catalogue.write_text(
        catalogue.read_text("utf-8").rstrip("\n") + "\n" + LINE, "utf-8"
    )
    kpi = project / "models" / "kpi"
    for path, before, new in (
        (kpi / "measures.sql", "    ('cases_reported',", MEASURE),
        (kpi / "steps" / "int_case_measures.sql", "    {{ count_measure(", SELECT),
    ):
        content = path.read_text("utf-8")
        assert before in content
        path.write_text(content.replace(before, new + before, 1), "utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An edition of the extended project, on a small world."""
    root = tmp_path_factory.mktemp("kpi")
    project, home = root / "dbt_project", root / "home"
    ignored = shutil.ignore_patterns("target", "logs", "dbt_packages")
    shutil.copytree(PROJECT / "dbt_project", project, ignore=ignored)
    _extend(project)
    write_home(home, random_world(3, full=True))
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "build", "--quiet"),
            *("--exclude-resource-type", "unit_test"),
        ],
        cwd=project,
        check=True,
        env={
            **os.environ,
            "FANZHA_HOME": str(home),
            "DBT_PROFILES_DIR": str(project),
            "DBT_TARGET_PATH": str(root / "target"),
            "DBT_LOG_PATH": str(root / "logs"),
            "DO_NOT_TRACK": "1",
        },
    )
    return Reader(publish(Settings(home=home, _env_file=None), {}))


def test_the_dictionary_tells_it(extended: Reader) -> None:
    page = render(extended, CITY_SCOPE, read_state("/quality", "", {})).page
    entries = {part.id: part for part in components(page) if hasattr(part, "id")}
    told = text(entries["kpi-large_cases"])
    for cell in LINE.strip().split(",")[:3]:
        assert cell in told
    for words in ("损失五万元以上的立案", "损失不详的不计", "越低越好", "市反诈中心"):
        assert words in told


def test_it_has_values_whose_rows_can_be_seen(extended: Reader) -> None:
    (largest,) = extended.rows(
        "select grain, period_end, value from kpi.kpi_values where {scope}"
        " and kpi_code = 'large_cases' and entity_type = 'city' and value > 0"
        " order by value desc, period_end, grain limit 1",
        scope=CITY_SCOPE,
    )
    search = f"?kpi=large_cases&grain={largest['grain']}&period={largest['period_end']}"
    told = text(render(extended, CITY_SCOPE, read_state("/rows", search, {})).page)
    assert f"大额案件 {largest['value']:,.0f} 起" in told
    assert "与指标值一致" in told
