"""A new extract is a contract, a staging model and its lines; nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from pipelines.control import write_control
from pipelines.intake import intake_extract, load_contracts
from pipelines.intake.snapshots import write_snapshots
from pipelines.kept import keeping
from tests.conftest import PROJECT
from tests.pipelines.intake.landing import land
from warehouse.settings import Settings

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: fanzha-hotline_calls
name: hotline_calls
version: 1.0.0
status: active
description:
  purpose: 反诈热线
schema:
  - name: hotline_calls
    physicalType: file
    properties:
      - {name: call_no, businessName: 来电编号, logicalType: string, required: true, primaryKey: true}
      - {name: called_at, businessName: 来电时间, logicalType: timestamp, required: true}
      - {name: updated_at, businessName: 更新时间, logicalType: timestamp, required: true}
customProperties:
  - {property: mode, value: lenient}
  - {property: coverageColumn, value: called_at}
  - {property: versionColumn, value: updated_at}
  - {property: eventColumns, value: [called_at]}
"""
STAGING = """
select
    call_no,
    updated_at,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,
    called_at
from {{ source('deliveries', 'hotline_calls') }}
"""
CALLS = """来电编号,来电时间,更新时间
H1,2024-05-01 08:00:00,2024-05-01 09:00:00
H1,2024-05-01 08:00:00,2024-05-02 09:00:00
H2,昨天,2024-05-02 09:00:00
"""


def _extend(project: Path) -> None:
    """What CONTRIBUTING says: the contract, the staging model, two lines."""
    (project / "contracts" / "hotline_calls.yaml").write_text(CONTRACT, "utf-8")
    staging = project / "dbt_project" / "models" / "staging"
    (staging / "stg_hotline_calls.sql").write_text(STAGING, "utf-8")
    sources = staging / "sources.yml"
    line = "      - name: cases\n"
    new = f"      - name: hotline_calls\n        description: Calls.\n{line}"
    sources.write_text(sources.read_text("utf-8").replace(line, new, 1), "utf-8")
    dbt = project / "dbt_project" / "dbt_project.yml"
    line = "    - {name: cases,"
    new = (
        "    - {name: hotline_calls, key: [call_no], version: updated_at,"
        f" coverage: called_at}}\n{line}"
    )
    dbt.write_text(dbt.read_text("utf-8").replace(line, new, 1), "utf-8")


def test_its_rows_are_accounted_for(tmp_path: Path, settings: Settings) -> None:
    shutil.copytree(PROJECT / "pipelines" / "contracts", tmp_path / "contracts")
    ignored = shutil.ignore_patterns("target", "logs", "dbt_packages")
    shutil.copytree(PROJECT / "dbt_project", tmp_path / "dbt_project", ignore=ignored)
    _extend(tmp_path)
    contracts = load_contracts(tmp_path / "contracts")
    land(settings, CALLS, "calls.csv", "hotline_calls")
    for contract in contracts.values():
        intake_extract(settings, contract)
    write_control(settings, "test")
    write_snapshots(settings, contracts.values())

    with keeping(settings):
        subprocess.run(
            [
                *(str(Path(sys.executable).with_name("dbt")), "build", "--quiet"),
                *("--exclude-resource-type", "unit_test"),
                *("--select", "+deliveries", "+quarantine", "+sources"),
            ],
            cwd=tmp_path / "dbt_project",
            check=True,
            env={
                **os.environ,
                "FANZHA_HOME": str(settings.home),
                "DBT_PROFILES_DIR": str(tmp_path / "dbt_project"),
                "DBT_TARGET_PATH": str(tmp_path / "target"),
                "DBT_LOG_PATH": str(tmp_path / "logs"),
                "DO_NOT_TRACK": "1",
            },
        )

    with duckdb.connect(str(settings.build_dir / "warehouse.duckdb")) as connection:
        counts = connection.execute(
            "select rows_in_file, rows_loaded, rows_superseded, rows_quarantined,"
            " rows_open from ops.deliveries where extract = 'hotline_calls'"
        ).fetchall()
        reasons = connection.execute(
            "select column_name, reason_code from ops.quarantine"
        ).fetchall()
        through = connection.execute(
            "select data_through::varchar from ops.sources"
            " where extract = 'hotline_calls'"
        ).fetchall()
    assert counts == [(3, 1, 1, 1, 1)]
    assert reasons == [("called_at", "bad_date")]
    assert through == [("2024-05-01",)]
