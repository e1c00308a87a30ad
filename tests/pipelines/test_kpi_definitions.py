"""Which KPIs a change of the project redefines."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.kpi_definitions import kpi_definitions
from pipelines.project import ensure_manifest
from tests.conftest import PROJECT
from warehouse.settings import Settings

CASES = "model.fanzha.int_case_measures"
WARNINGS = "model.fanzha.fct_warnings"
MEASURES = "model.fanzha.measures"
WARNING_MEASURES = "macro.fanzha.warning_measures"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt parses of the project."""
    home = tmp_path_factory.mktemp("parsed")
    target = ensure_manifest(Settings(home=home, _env_file=None))
    parsed: dict[str, Any] = json.loads((target / "manifest.json").read_bytes())
    return parsed


@pytest.fixture
def redefined(
    manifest: dict[str, Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., set[str]]:
    """KPIs whose digest changes with a node's code, the catalogue or a setting."""

    def digests(changed: Settings, copy: dict[str, Any]) -> dict[str, str]:
        changed.dbt_target.mkdir(parents=True, exist_ok=True)
        (changed.dbt_target / "manifest.json").write_text(json.dumps(copy), "utf-8")
        return kpi_definitions(changed)

    def find(
        node: str = CASES,
        old: str = "",
        new: str = "",
        catalogue: tuple[str, str] = ("", ""),
        **setting: Any,
    ) -> set[str]:
        before = digests(settings, manifest)
        project = settings.home / "project"
        ignored = shutil.ignore_patterns("models", "target", "logs")
        shutil.copytree(
            PROJECT / "dbt_project", project / "dbt_project", ignore=ignored
        )
        path = project / "dbt_project" / "seeds" / "kpi_catalogue.csv"
        path.write_text(path.read_text("utf-8").replace(*catalogue), "utf-8")
        monkeypatch.setattr("warehouse.settings.PROJECT_DIR", project)
        copy = json.loads(json.dumps(manifest))
        is_macro = node.startswith("macro.")
        changed = copy["macros" if is_macro else "nodes"][node]
        text = "macro_sql" if is_macro else "raw_code"
        assert old in changed[text]
        changed[text] = changed[text].replace(old, new, 1)
        after = digests(settings.model_copy(update=setting), copy)
        return {code for code in before if before[code] != after.get(code)}

    return find


def kpis_of(*sources: str) -> set[str]:
    """KPIs of which a source is among these."""
    path = PROJECT / "dbt_project" / "seeds" / "kpi_catalogue.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["kpi_code"] for row in rows if set(row["sources"].split(";")) & set(sources)
    }


def test_a_measure_redefines_the_kpis_that_use_it(
    redefined: Callable[..., set[str]],
) -> None:
    found = redefined(
        CASES, "'cases_filed', 'filed_on'", "'cases_filed', 'reported_on'"
    )

    assert found == {
        "cases_filed",
        "loss_per_case",
        "solve_rate",
        "current_solve_rate",
        "incidence_per_10k",
        "arrests_per_100_cases",
    }


def test_a_measure_of_warnings_redefines_the_kpis_that_use_it(
    redefined: Callable[..., set[str]],
) -> None:
    found = redefined(WARNING_MEASURES, "'已劝阻'", "'已处置'")

    assert found == {"prevented_cases"}


def test_a_fact_redefines_the_kpis_of_its_extract(
    redefined: Callable[..., set[str]],
) -> None:
    assert redefined(WARNINGS, "select", "select distinct") == kpis_of("warnings")


def test_what_forms_all_values_redefines_every_kpi(
    redefined: Callable[..., set[str]],
) -> None:
    found = redefined("model.fanzha.int_kpi_span_values", "scale *", "2 * scale *")

    assert len(found) == 40


@pytest.mark.parametrize(
    ("node", "old", "new"),
    [
        (CASES, "with", "-- Cases.\nwith\n"),
        (CASES, "measured as (", "measured as (\n    {# first #}"),
        (
            CASES,
            "measured as (",
            "measured as (\n{{ count_measure('cases', 'new', 'filed_on') }}\nunion all",
        ),
        ("model.fanzha.kpi_breakdowns", "select", "select distinct"),
        ("model.fanzha.published_figures", "judged_claims", "judged_claims "),
    ],
    ids=["comment", "jinja comment", "new measure", "breakdowns", "published figures"],
)
def test_what_does_not_shape_a_value_redefines_nothing(
    redefined: Callable[..., set[str]], node: str, old: str, new: str
) -> None:
    # A measure that is not in the catalogue belongs to no KPI yet.
    added = (
        "\nloss_amount,",
        "\nnew_kpi,新,New,count,起,1,up,new" + ",,,,,,x,cases,city,,,\nloss_amount,",
    )

    assert redefined(node, old, new, added) == set()


def test_a_line_of_the_vocabulary_redefines_its_own_measure(
    redefined: Callable[..., set[str]],
) -> None:
    found = redefined(MEASURES, "('punished', false, true", "('punished', false, false")

    assert found == {"punished"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (",loss_filed,cases_filed,", ",loss_filed,cases_reported,", {"loss_per_case"}),
        ("Cases filed,count,起,1,", "Cases filed,count,起,2,", {"cases_filed"}),
        ("Cases filed,", "Cases registered,", set()),
        ("市反诈中心", "市公安局", set()),
    ],
    ids=["denominator", "scale", "name", "owner"],
)
def test_a_catalogue_row_redefines_its_kpi_if_it_is_computed_with(
    redefined: Callable[..., set[str]], old: str, new: str, found: set[str]
) -> None:
    assert redefined(catalogue=(old, new)) == found


def test_the_limit_of_a_timely_contact_redefines_the_kpi_that_counts_them(
    redefined: Callable[..., set[str]],
) -> None:
    assert redefined(contact_limit_minutes=10) == {"timely_contact_rate"}


def test_the_limit_redefines_every_kpi_of_which_a_line_reads_the_column(
    redefined: Callable[..., set[str]], manifest: dict[str, Any]
) -> None:
    code = manifest["macros"][WARNING_MEASURES]
    line = "\"outcome = '已受骗'\""
    timely = "'is_timely_contact'"
    assert line in code["macro_sql"]
    code["macro_sql"] = code["macro_sql"].replace(line, timely)

    found = redefined(contact_limit_minutes=10)

    code["macro_sql"] = code["macro_sql"].replace(timely, line)
    assert found == {"timely_contact_rate", "warned_victims"}


def test_the_digest_is_the_same_wherever_the_project_lies(
    redefined: Callable[..., set[str]], tmp_path: Path
) -> None:
    assert redefined() == set()
